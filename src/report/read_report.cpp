// Reads JSON and NDJSON reports back, for `merge`, `diff` and --resume. Only one walk at a time is taken
// apart, so that a report of thousands of them needs little more memory than its values.
#include <fmt/format.h>

#include <algorithm>
#include <authwalk/report.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parser.hpp>
#include <optional>

#include "report/json_cursor.hpp"
#include "report/json_node.hpp"
#include "report/read_report_walk.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

constexpr std::size_t most_bytes = std::size_t{512} << 20;
constexpr std::size_t most_bytes_of_a_walk = std::size_t{4} << 20;
constexpr std::size_t most_walks = 200'000;
constexpr std::size_t most_depth = 24;  // a report needs 9

constexpr std::string_view report_schema = "authwalk.report/1";
constexpr std::string_view walk_schema = "authwalk.walk/1";

// A part of the text, whose lines are counted from the beginning of the whole.
struct Piece {
  std::string_view whole;
  std::string_view text;

  std::size_t offset() const { return static_cast<std::size_t>(text.data() - whole.data()); }
  [[noreturn]] void refuse(std::string problem, std::size_t at = 0) const {
    throw ReportError{std::move(problem), line_of(whole, offset() + at)};
  }
};

// Looks for a value of the tree in the text that the tree was built from.
class Finder {
 public:
  Finder(std::string_view text, const json::value* wanted) : cursor_(text), wanted_(wanted) {}

  // True when it was found; then offset() tells where.
  bool find_in(const json::value& value) {
    if (&value == wanted_) return true;
    if (const json::object* object = value.if_object()) return find_in(*object);
    if (const json::array* array = value.if_array()) return find_in(*array);
    cursor_.value();
    return false;
  }

  std::size_t offset() { return cursor_.offset(); }

 private:
  bool find_in(const json::object& object) {
    cursor_.take('{');
    while (!cursor_.take('}') && !cursor_.at_end()) {
      const std::string_view key = cursor_.value();
      cursor_.take(':');
      const json::value* member =
          key.size() < 2 ? nullptr : object.if_contains(key.substr(1, key.size() - 2));
      if (member == nullptr) {
        cursor_.value();  // a key with escapes in it: none of ours
      } else if (find_in(*member)) {
        return true;
      }
      cursor_.take(',');
    }
    return false;
  }

  bool find_in(const json::array& array) {
    cursor_.take('[');
    for (const json::value& element : array) {
      if (find_in(element)) return true;
      cursor_.take(',');
    }
    cursor_.take(']');
    return false;
  }

  JsonCursor cursor_;
  const json::value* wanted_;
};

// A tree that lives until the next one is built.
class Builder {
 public:
  const json::value& build(const Piece& piece) {
    if (piece.text.size() > most_bytes_of_a_walk) {
      piece.refuse(fmt::format("more than {} MiB in one walk", most_bytes_of_a_walk >> 20));
    }
    tree_.reset();
    // A new one each time: released, it would still ask for twice as much with every further block.
    memory_.emplace();
    json::parse_options options;
    options.max_depth = most_depth;
    json::parser parser(&*memory_, options);
    json::error_code error;
    const std::size_t read = parser.write_some(piece.text.data(), piece.text.size(), error);
    if (error) piece.refuse("this is no JSON: " + error.message(), read);
    JsonCursor rest(piece.text, read);
    if (!rest.at_end()) piece.refuse("something stands behind the end of the JSON", rest.offset());
    return tree_.emplace(parser.release());
  }

 private:
  std::optional<json::monotonic_resource> memory_;
  std::optional<json::value> tree_;
};

template <typename Read>
auto read_piece(const Piece& piece, const json::value& tree, Read read) {
  try {
    return read(JsonNode(tree));
  } catch (Misread& misread) {
    Finder finder(piece.text, misread.where);
    piece.refuse(std::move(misread.problem), finder.find_in(tree) ? finder.offset() : 0);
  }
}

void take_walk(Report& report, const Piece& piece, const json::value& tree) {
  if (report.walks.size() == most_walks) piece.refuse(fmt::format("more than {} walks", most_walks));
  report.walks.push_back(read_piece(piece, tree, read_walk));
}

// The value of the key "schema" of the object at the front of the text; empty when there is none.
std::string_view schema_of(std::string_view text) {
  JsonCursor cursor(text);
  if (!cursor.take('{')) return {};
  while (!cursor.take('}')) {
    const std::string_view key = cursor.value();
    if (key.empty() || !cursor.take(':')) return {};
    const std::string_view value = cursor.value();
    if (value.empty()) return {};
    if (key == "\"schema\"") {
      const bool text_value = value.size() >= 2 && value.front() == '"';
      return text_value ? value.substr(1, value.size() - 2) : value;
    }
    cursor.take(',');
  }
  return {};
}

[[noreturn]] void refuse_schema(const Piece& piece, std::string_view schema) {
  if (schema.empty()) {
    piece.refuse(
        "this is no report: --format json and --format ndjson write what can be read, with a key \"schema\"");
  }
  constexpr std::size_t shown = 60;
  piece.refuse(fmt::format("schema \"{}\" is neither {} nor {}", printable(schema.substr(0, shown)),
                           report_schema, walk_schema));
}

Obstacle read_obstacle(const JsonNode& obstacle) {
  return {obstacle.need("mode").named("mode", find_mode), obstacle.at("reason").text(),
          obstacle.need("blame").one_of("blame", Blame::policy), obstacle.at("command").text(),
          obstacle.at("message").text()};
}

Recommendation read_recommendation(const JsonNode& told) {
  Recommendation recommendation;
  const JsonNode mode = told.at("mode");
  if (!mode.is_null()) recommendation.mode = mode.named("mode", find_mode);
  recommendation.why = told.at("why").text();
  recommendation.command = told.at("command").text();
  recommendation.after = told.at("after").texts();
  told.at("in_the_way").each([&](const JsonNode& obstacle) {
    recommendation.in_the_way.push_back(read_obstacle(obstacle));
  });
  return recommendation;
}

// The --format json of one run: {"schema": ..., "walks": [...], ...}.
class WholeReport {
 public:
  explicit WholeReport(std::string_view text) : text_(text), cursor_(text) {}

  Report read() {
    expect('{');
    if (!cursor_.take('}')) {
      do {
        read_member();
      } while (cursor_.take(','));
      expect('}');
    }
    if (!cursor_.at_end()) refuse("something stands behind the end of the report");
    return std::move(report_);
  }

 private:
  [[noreturn]] void refuse(std::string problem) {
    const bool cut = cursor_.at_end();
    Piece{text_, text_}.refuse(cut ? "the report ends in the middle" : std::move(problem), cursor_.offset());
  }

  void expect(char c) {
    if (!cursor_.take(c)) refuse(fmt::format("this is no JSON: {} is expected here", c));
  }

  Piece take_value() {
    const std::string_view value = cursor_.value();
    if (value.empty()) {
      Piece{text_, text_}.refuse("the report ends in the middle of what begins here", cursor_.offset());
    }
    return {text_, value};
  }

  void read_member() {
    const std::string_view key = take_value().text;
    expect(':');
    if (key == "\"walks\"") {
      read_walks();
      return;
    }
    const Piece piece = take_value();
    if (key == "\"recommendation\"") {
      report_.recommendation = read_piece(piece, builder_.build(piece), read_recommendation);
    } else if (key == "\"version\"") {
      report_.version = read_piece(piece, builder_.build(piece), [](const JsonNode& n) { return n.text(); });
    } else if (key == "\"started\"") {
      report_.started = read_piece(piece, builder_.build(piece), [](const JsonNode& n) { return n.text(); });
    } else if (key == "\"survey\"") {
      report_.survey = read_piece(piece, builder_.build(piece), [](const JsonNode& n) { return n.flag(); });
    } else if (key == "\"interrupted\"") {
      report_.interrupted =
          read_piece(piece, builder_.build(piece), [](const JsonNode& n) { return n.flag(); });
    }
  }

  void read_walks() {
    expect('[');
    if (cursor_.take(']')) return;
    do {
      const Piece piece = take_value();
      take_walk(report_, piece, builder_.build(piece));
    } while (cursor_.take(','));
    expect(']');
  }

  std::string_view text_;
  JsonCursor cursor_;
  Builder builder_;
  Report report_;
};

// Where the lines were told apart from their run, it is made of them again: a survey is what had walks of
// which nothing was expected, and an interruption shows in the walks that it ended.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  Report read() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t feed = text_.find('\n', at);
      const bool ended = feed != std::string_view::npos;
      read_line({text_, text_.substr(at, ended ? feed - at : feed)}, ended);
      at = ended ? feed + 1 : text_.size();
    }
    for (const ReportedWalk& walk : report_.walks) {
      const auto& failure = walk.transcript.failure;
      report_.survey = report_.survey || !walk.expected;
      report_.interrupted = report_.interrupted || (failure && failure->cls == Class::interrupted);
    }
    return std::move(report_);
  }

 private:
  void read_line(const Piece& piece, bool ended) {
    JsonCursor cursor(piece.text);
    if (cursor.at_end()) return;
    // A run that was killed leaves its last line unfinished.
    if (!ended && cursor.value().empty()) {
      report_.interrupted = true;
      return;
    }
    if (const auto schema = schema_of(piece.text); schema != walk_schema) refuse_schema(piece, schema);
    const json::value& tree = builder_.build(piece);
    take_walk(report_, piece, tree);
    report_.version = read_piece(piece, tree, [](const JsonNode& n) { return n.at("version").text(); });
    const ReportedWalk& walk = report_.walks.back();
    const std::string& started = walk.run_started.empty() ? walk.transcript.started : walk.run_started;
    if (report_.started.empty() || (!started.empty() && started < report_.started)) report_.started = started;
  }

  std::string_view text_;
  Builder builder_;
  Report report_;
};

}  // namespace

Report read_report(std::string_view bytes) {
  if (bytes.size() > most_bytes) throw ReportError{fmt::format("more than {} MiB", most_bytes >> 20), 0};
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  JsonCursor cursor(bytes);
  if (cursor.at_end()) return {};  // the NDJSON of a run that walked nothing
  const Piece front{bytes, bytes.substr(cursor.offset())};
  const std::string_view schema = schema_of(front.text);
  if (schema == report_schema) return WholeReport(bytes).read();
  if (schema == walk_schema) return Lines(bytes).read();
  refuse_schema(front, schema);
}

}  // namespace authwalk
