#include "live/walk_json.hpp"

#include <doctest/doctest.h>

#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace authwalk::test {
namespace {

const boost::json::value& value_at(const boost::json::object& object, std::string_view path) {
  const auto dot = path.find('.');
  const auto key = path.substr(0, dot);
  const auto* value = object.if_contains(key);
  if (!value) throw std::runtime_error("the report has no key " + std::string(key));
  if (dot == std::string_view::npos || value->is_null()) return *value;
  return value_at(value->as_object(), path.substr(dot + 1));
}

std::string text(const boost::json::value& value) {
  if (const auto* string = value.if_string()) return std::string(*string);
  return boost::json::serialize(value);
}

std::string joined(const boost::json::array& values, std::string_view between) {
  std::string all;
  for (const auto& value : values) {
    if (!all.empty()) all += between;
    all += text(value);
  }
  return all;
}

}  // namespace

const boost::json::object& walk_of(const boost::json::value& report, std::string_view mode) {
  REQUIRE_MESSAGE(report.is_object(), "no JSON report");
  for (const auto& walk : value_at(report.as_object(), "walks").as_array())
    if (text_at(walk.as_object(), "mode") == mode) return walk.as_object();
  FAIL("the report has no walk of mode " << mode);
  throw std::logic_error("unreachable");
}

const boost::json::object& step_of(const boost::json::object& walk, std::string_view id) {
  for (const auto& step : value_at(walk, "steps").as_array())
    if (text_at(step.as_object(), "step") == id) return step.as_object();
  FAIL("the walk has no step " << id);
  throw std::logic_error("unreachable");
}

std::string ending(const boost::json::object& walk) {
  auto words = text_at(walk, "outcome");
  for (const auto* key : {"failed_step", "class"})
    if (const auto word = text_at(walk, key); word != "null") words += " " + word;
  return words;
}

std::string status_of(const boost::json::object& walk, std::string_view step) {
  return text_at(step_of(walk, step), "status");
}

std::string note_of(const boost::json::object& walk, std::string_view step) {
  const auto note = text_at(step_of(walk, step), "note");
  return note == "null" ? "" : note;
}

int reply_code(const boost::json::object& walk) {
  const auto& code = value_at(walk, "reply.code");
  return code.is_null() ? 0 : static_cast<int>(code.to_number<int>());
}

std::string reply_text(const boost::json::object& walk) {
  const auto& lines = value_at(walk, "reply.lines");
  return lines.is_null() ? "" : joined(lines.as_array(), "\n");
}

std::string conversation(const boost::json::object& walk, char who) {
  std::string all;
  for (const auto& line : value_at(walk, "transcript").as_array())
    if (who == 0 || text_at(line.as_object(), "who") == std::string(1, who))
      all += (all.empty() ? "" : "\n") + text_at(line.as_object(), "text");
  return all;
}

std::string text_at(const boost::json::object& walk, std::string_view path) {
  return text(value_at(walk, path));
}

std::string list_at(const boost::json::object& walk, std::string_view path) {
  const auto& list = value_at(walk, path);
  return list.is_null() ? "null" : joined(list.as_array(), ", ");
}

}  // namespace authwalk::test
