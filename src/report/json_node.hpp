// A value of a report that is read back: typed access that says what is wrong and where.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace authwalk {

/// A value that is not what a report has there.
struct Misread {
  const boost::json::value* where = nullptr;  ///< the value, or the object in which one is missing
  std::string problem;                        ///< safe to print
};

/// Every function throws Misread for a value of another kind. The texts are as they were before they were
/// made printable.
class JsonNode {
 public:
  explicit JsonNode(const boost::json::value& value) : value_(&value) {}

  /// A member; one that is missing reads as null: keys have been added over time.
  JsonNode at(std::string_view key) const;
  /// A member that makes no sense to leave out.
  JsonNode need(std::string_view key) const;

  bool is_null() const { return value_->is_null(); }
  std::string text() const;                                           ///< null: empty
  bool flag() const;                                                  ///< null: false
  double number() const;                                              ///< null: 0
  double ms() const;                                                  ///< null: 0; rounded as it was written
  std::int64_t integer(std::int64_t least, std::int64_t most) const;  ///< null: least
  std::vector<std::string> texts() const;                             ///< null: empty

  /// Calls `take` with each element of a list; null: none.
  template <typename Function>
  void each(Function take) const;

  /// The row of a table whose id this is.
  template <typename Find>
  auto named(std::string_view what, Find find) const;
  /// The value of an enumeration, which ends with `last`, whose id() this is.
  template <typename Enumeration>
  Enumeration one_of(std::string_view what, Enumeration last) const;

  [[noreturn]] void refuse(std::string problem) const { throw Misread{value_, std::move(problem)}; }
  const boost::json::value& value() const { return *value_; }

 private:
  const boost::json::array& list() const;
  [[noreturn]] void refuse_name(std::string_view what) const;

  const boost::json::value* value_;
};

template <typename Function>
void JsonNode::each(Function take) const {
  if (is_null()) return;
  for (const boost::json::value& element : list()) take(JsonNode(element));
}

template <typename Find>
auto JsonNode::named(std::string_view what, Find find) const {
  const auto found = find(text());
  if (!found) refuse_name(what);
  return *found;
}

template <typename Enumeration>
Enumeration JsonNode::one_of(std::string_view what, Enumeration last) const {
  const std::string name = text();
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (id(static_cast<Enumeration>(i)) == name) return static_cast<Enumeration>(i);
  }
  refuse_name(what);
}

}  // namespace authwalk
