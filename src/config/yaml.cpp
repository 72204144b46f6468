#include "config/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>

#include "config/refusal.hpp"
#include "report/utf8.hpp"

namespace authwalk {
namespace {

using Kind = YamlNode::Kind;

struct Fault {
  const char* theirs;  // how yaml-cpp's text begins
  const char* problem;
  const char* hint;
};

// yaml-cpp's own texts may repeat a part of the file, and none of them says what to do.
const Fault faults[] = {
    {YAML::ErrorMsg::END_OF_MAP, "an indentation that fits nothing above it",
     "give all keys of one mapping the same indentation"},
    {YAML::ErrorMsg::END_OF_SEQ, "an indentation that fits nothing above it",
     "give all items of one list the same indentation"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "a { that is not closed",
     "a comma between the entries, and } behind them"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a [ that is not closed",
     "a comma between the items, and ] behind them"},
    {YAML::ErrorMsg::FLOW_END, "a ] or } that closes nothing", "put '...' around a text that has it"},
    {YAML::ErrorMsg::MAP_VALUE, "a colon where none can stand", "put '...' around a text with a colon in it"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a list item where none can stand", "write a list on lines of its own"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "a quotation mark that is not closed", "it was opened further up"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "a character that begins no value",
     "put '...' around a text that begins so"},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, "an alias of what is not there",
     "put '...' around a text that begins with *"},
    {YAML::ErrorMsg::INVALID_ESCAPE, "a backslash that YAML does not know inside of \"...\"",
     "'...' takes backslashes as they are"},
};

[[noreturn]] void refuse_syntax(const Place& at, const std::string& message) {
  for (const Fault& fault : faults) {
    if (message.starts_with(fault.theirs)) refuse(at, fault.problem, fault.hint);
  }
  refuse(at, "this is not YAML", "put '...' around a text with : # { } [ ] & * ! | > % @ in it");
}

// What yaml-cpp lets through, or names badly: text that is not UTF-8, control characters, tabs. JSON may be
// indented with tabs.
void check_characters(std::string_view bytes, const std::string& file) {
  const auto start = bytes.find_first_not_of(" \t\r\n");
  const bool json = start != std::string_view::npos && (bytes[start] == '{' || bytes[start] == '[');
  Place at{file, 1, 1};
  bool indentation = true;
  bool tab = false;
  for (std::size_t size = 0; !bytes.empty();
       bytes.remove_prefix(size), at.column += static_cast<unsigned>(size)) {
    const auto character = first_char(bytes);
    size = character.size;
    if (!character.valid) refuse(at, "the file is not UTF-8", "save it as UTF-8");
    if (character.point == U'\n') {
      indentation = true;
      tab = false;
      ++at.line;
      at.column = 0;
      continue;
    }
    const bool blank = character.point == U' ' || character.point == U'\t' || character.point == U'\r';
    if (indentation && character.point == U'\t') tab = true;
    if (indentation && tab && !blank && !json) {
      refuse({file, at.line, 1}, "a tab in the indentation", "YAML indents with blanks only");
    }
    indentation = indentation && blank;
    if ((character.point < U' ' && !blank) || character.point == U'\x7f') {
      refuse(at, "a control character", "save it as plain text");
    }
  }
}

class Tree : public YAML::EventHandler {
 public:
  explicit Tree(const std::string& file) : file_(file) {}

  std::shared_ptr<const YamlNode> root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (started_)
      refuse(place(mark), "a second document begins here",
             "a file has one document: drop the ---, or mend the indentation");
    started_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(made(Kind::nothing, mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      refuse(place(mark), "an alias inside of what it stands for", "write the values out");
    }
    add(found->second, YAML::NullAnchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    auto node = made(Kind::text, mark);
    node->text = value;
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    std::shared_ptr<YamlNode> node;
    YAML::anchor_t anchor;
    std::map<std::string, unsigned> keys;  // with their lines
    bool key_waits = false;                // the last entry has no value yet
  };

  Place place(const YAML::Mark& mark) const {
    return {file_, static_cast<unsigned>(mark.line + 1), static_cast<unsigned>(mark.column + 1)};
  }

  static std::shared_ptr<YamlNode> made(Kind kind, const YAML::Mark& mark) {
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->line = static_cast<unsigned>(mark.line + 1);
    node->column = static_cast<unsigned>(mark.column + 1);
    return node;
  }

  // "?" for what has no tag, "!" for what stands in quotation marks.
  void check_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(place(mark), "a tag", "drop the !word; what a value is follows from its key");
    }
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(mark, tag);
    if (open_.size() >= deepest_yaml) {
      refuse(place(mark), fmt::format("nested more than {} deep", deepest_yaml),
             "docs/config.md has an example");
    }
    open_.push_back({made(kind, mark), anchor, {}, false});
  }

  void close() {
    auto closed = std::move(open_.back());
    open_.pop_back();
    add(std::move(closed.node), closed.anchor);
  }

  void add(std::shared_ptr<const YamlNode> node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& into = open_.back();
    into.node->values += node->values;
    if (into.node->values > most_yaml_values) {
      refuse({file_, node->line, node->column}, fmt::format("more than {} values", most_yaml_values),
             "what an alias stands for counts each time; use several files");
    }
    if (into.node->kind == Kind::list) {
      into.node->items.push_back(std::move(node));
    } else if (into.key_waits) {
      into.node->entries.back().value = std::move(node);
      into.key_waits = false;
    } else {
      add_key(into, *node);
    }
  }

  void add_key(Open& into, const YamlNode& key) {
    const Place at{file_, key.line, key.column};
    if (key.kind == Kind::nothing) refuse(at, "a key that is null", "put quotation marks around it");
    if (key.kind != Kind::text) {
      refuse(at, "a key that is no word", "put quotation marks around a text with { } [ ] in it");
    }
    const auto [earlier, added] = into.keys.try_emplace(key.text, key.line);
    if (!added) {
      refuse(at, fmt::format("{} stands here twice", quoted(key.text)),
             fmt::format("the other is in line {}; keep one of them", earlier->second));
    }
    into.node->entries.push_back({key.text, key.line, key.column, nullptr});
    into.key_waits = true;
  }

  const std::string& file_;
  bool started_ = false;
  std::shared_ptr<const YamlNode> root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, std::shared_ptr<const YamlNode>> anchors_;  // of what is closed
};

void parse(std::string_view bytes, Tree& tree, const std::string& file) {
  // With a line end behind it, yaml-cpp 0.7 takes a quotation mark that is not closed for one that is.
  while (bytes.ends_with('\n') || bytes.ends_with('\r') || bytes.ends_with(' ')) bytes.remove_suffix(1);
  std::istringstream stream{std::string(bytes)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(tree)) continue;
  } catch (const YAML::Exception& error) {
    Place at{file};
    if (!error.mark.is_null()) {
      at.line = static_cast<unsigned>(error.mark.line + 1);
      at.column = static_cast<unsigned>(error.mark.column + 1);
    }
    refuse_syntax(at, error.msg);
  }
}

}  // namespace

std::shared_ptr<const YamlNode> read_yaml(std::string_view bytes, const std::string& file_name) {
  if (bytes.size() > largest_yaml) {
    refuse({file_name}, fmt::format("the file has {} bytes, more than {}", bytes.size(), largest_yaml),
           "use several files");
  }
  check_characters(bytes, file_name);
  Tree tree(file_name);
  parse(bytes, tree, file_name);
  auto root = tree.root();
  if (!root || root->kind == Kind::nothing) {
    refuse({file_name}, "the file is empty", "targets: [relay.contoso.example]");
  }
  return root;
}

}  // namespace authwalk
