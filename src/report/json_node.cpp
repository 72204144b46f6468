#include "report/json_node.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>

#include "report/json_values.hpp"
#include "report/printable.hpp"

namespace authwalk {
namespace {

namespace json = boost::json;

const json::value null_value;

// Years, in milliseconds: what is beyond was never measured.
constexpr double greatest = 1e11;

std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 60;
  return fmt::format("\"{}\"",
                     text.size() > shown ? printable(text.substr(0, shown)) + "..." : printable(text));
}

}  // namespace

JsonNode JsonNode::at(std::string_view key) const {
  if (is_null()) return *this;
  const json::object* object = value_->if_object();
  if (object == nullptr) refuse("an object with keys is expected here");
  const json::value* member = object->if_contains(key);
  return JsonNode(member == nullptr ? null_value : *member);
}

JsonNode JsonNode::need(std::string_view key) const {
  const JsonNode member = at(key);
  if (member.is_null()) refuse(fmt::format("the key \"{}\" is missing", key));
  return member;
}

std::string JsonNode::text() const {
  if (is_null()) return {};
  const json::string* string = value_->if_string();
  if (string == nullptr) refuse("a text is expected here");
  return from_printable(std::string_view(string->data(), string->size()));
}

bool JsonNode::flag() const {
  if (is_null()) return false;
  if (!value_->is_bool()) refuse("true or false is expected here");
  return value_->get_bool();
}

double JsonNode::number() const {
  if (is_null()) return 0;
  if (!value_->is_number()) refuse("a number is expected here");
  const double number = value_->to_number<double>();
  if (!std::isfinite(number) || std::abs(number) > greatest) refuse("the number is out of range");
  return number;
}

// The parser may be off by the last bit; rounded, it is what was written.
double JsonNode::ms() const {
  return tenth(number());
}

std::int64_t JsonNode::integer(std::int64_t least, std::int64_t most) const {
  if (is_null()) return least;
  if (!value_->is_int64()) refuse("a whole number is expected here");
  const std::int64_t number = value_->get_int64();
  if (number < least || number > most) refuse(fmt::format("the number is none from {} to {}", least, most));
  return number;
}

std::vector<std::string> JsonNode::texts() const {
  std::vector<std::string> all;
  each([&](const JsonNode& element) { all.push_back(element.text()); });
  return all;
}

const json::array& JsonNode::list() const {
  const json::array* array = value_->if_array();
  if (array == nullptr) refuse("a list is expected here");
  return *array;
}

void JsonNode::refuse_name(std::string_view what) const {
  refuse(fmt::format("{} is no {} that this version knows", quoted(text()), what));
}

}  // namespace authwalk
