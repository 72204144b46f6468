#include "roff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace authwalk::cli {
namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

// groff_char(7): these would be typeset as other characters, and could then not be copied from the page.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '^':
        out += "\\(ha";
        break;
      case '~':
        out += "\\(ti";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) {
  return "\\fB" + escaped(text) + "\\fR";
}
std::string italic(std::string_view text) {
  return "\\fI" + escaped(text) + "\\fR";
}

// "MODE=pass|fail": what the reader replaces is in capitals, what stands for itself is not.
std::string placeholders(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto letters = static_cast<std::size_t>(
        std::find_if(text.begin(), text.end(),
                     [](char c) { return !is_upper(c) && !is_lower(c) && c != '-' && c != '_'; }) -
        text.begin());
    const auto word = text.substr(0, std::max<std::size_t>(letters, 1));
    if (letters == 0) {
      out += escaped(word);
    } else if (std::none_of(word.begin(), word.end(), is_lower) || word == "flags" || word == "arguments") {
      out += italic(word);
    } else {
      out += bold(word);
    }
    text.remove_prefix(word.size());
  }
  return out;
}

// "--mode" and "-m", also before a comma; not the dash in "X-EXPS" and not a dash alone.
std::string with_flags_in_bold(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto blank = std::min(text.find_first_of(" \n"), text.size());
    const auto word = text.substr(0, blank);
    const auto name_end =
        std::min(word.find_first_not_of("-abcdefghijklmnopqrstuvwxyz0123456789"), word.size());
    if (word.size() > 1 && word.front() == '-' && name_end > 1) {
      out += bold(word.substr(0, name_end)) + escaped(word.substr(name_end));
    } else {
      out += escaped(word);
    }
    text.remove_prefix(blank);
    if (text.empty()) break;
    out += ' ';
    text.remove_prefix(1);
  }
  return out;
}

// "  64  usage     65  input": the cells of a list's line, which stand two blanks apart.
std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> found;
  while (true) {
    const auto start = line.find_first_not_of(' ');
    if (start == std::string_view::npos) return found;
    line.remove_prefix(start);
    const auto end = std::min(line.find("  "), line.size());
    found.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace

Roff::Roff(std::string_view name, int section, std::string_view source) {
  std::string title(name);
  for (char& c : title) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  line(fmt::format(R"(.TH "{}" {} "" "{}" "{}")", escaped(title), section, source,
                   section == 1 ? "User Commands" : "File Formats"));
  line(".nh");
  line(".ad l");
}

// A line that begins with a dot or an apostrophe would be a request.
void Roff::line(std::string_view roff) {
  text_ += roff;
  text_ += '\n';
}

void Roff::section(std::string_view title) {
  line(fmt::format(".SH {}", escaped(title)));
}

void Roff::subsection(std::string_view title) {
  line(fmt::format(".SS {}", escaped(title)));
}

void Roff::name(std::string_view name, std::string_view what) {
  section("NAME");
  line(fmt::format("{} \\- {}", escaped(name), escaped(what)));
}

void Roff::synopsis(std::string_view text) {
  line(".PP");
  line("\\&" + placeholders(text));
}

void Roff::paragraph(std::string_view text) {
  line(".PP");
  line("\\&" + with_flags_in_bold(text));
}

void Roff::item(std::string_view term, std::string_view text) {
  line(".TP");
  line("\\&" + bold(term));
  line("\\&" + with_flags_in_bold(text));
}

void Roff::flag(std::string_view names, std::string_view value, std::string_view what) {
  const auto comma = names.find(',');
  std::string heading = bold(names.substr(0, comma));
  if (comma != std::string_view::npos) heading += ", " + bold(names.substr(comma + 1));
  if (!value.empty()) heading += " " + placeholders(value);
  line(".TP");
  line(heading);
  line("\\&" + with_flags_in_bold(what));
}

void Roff::literal(std::string_view text) {
  line(".PP\n.EX");
  while (!text.empty()) {
    const auto here = text.substr(0, text.find('\n'));
    line("\\&" + escaped(here));
    text.remove_prefix(std::min(here.size() + 1, text.size()));
  }
  line(".EE");
}

void Roff::references(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('(');
    if (end == std::string_view::npos) break;
    const auto next = std::min(text.find(", ", end), text.size());
    out += bold(text.substr(0, end)) + escaped(text.substr(end, next - end));
    text.remove_prefix(std::min(next + 2, text.size()));
    if (!text.empty()) out += ",\n";
  }
  line(".PP");
  line(out);
}

void Roff::closing(std::string_view text) {
  constexpr std::string_view exit_status = "Exit status:";
  std::string running;    // lines of a paragraph, or of an item's text, that is not ended yet
  std::string_view term;  // of that item
  bool in_list = false;
  const auto flush = [&] {
    if (!running.empty()) in_list ? item(term, running) : paragraph(running);
    running.clear();
    in_list = false;
  };
  while (!text.empty()) {
    auto here = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(here.size() + 1, text.size()));
    if (here.starts_with(exit_status)) {
      flush();
      section("EXIT STATUS");
      here.remove_prefix(std::min(here.find_first_not_of(' ', exit_status.size()), here.size()));
      running = here;
      continue;
    }
    const auto found = cells(here);
    if (found.size() > 1) {
      for (std::size_t i = 0; i + 1 < found.size(); i += 2) {
        flush();
        in_list = true;
        term = found[i];
        running = found[i + 1];
      }
      continue;
    }
    if (found.empty() || (in_list && !here.starts_with(' '))) flush();
    if (found.empty()) continue;
    here.remove_prefix(here.find_first_not_of(' '));
    if (!running.empty()) running += ' ';
    running += here;
  }
  flush();
}

}  // namespace authwalk::cli
