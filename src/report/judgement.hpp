// What each walk means for the verdict. The exit status, JUnit and the summary of many targets all go by it,
// so they cannot disagree.
#pragma once

#include <authwalk/report.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace authwalk {

enum class Judgement {
  right,        ///< ended as it should
  contradicts,  ///< came to a result, and it is another one, or crossed a critical threshold
  open,         ///< should have proved something, and did not
  not_counted,  ///< a mode of a survey whose smart host is decided by its other modes
};

/// One for each walk of the report, in its order.
///
/// A walk of which something was expected is judged by itself. Those of a survey are judged by smart host
/// (one connector, name and port), by the rules of verdict(): the walks that decide are right or contradict,
/// the others are not counted. An interruption leaves a smart host open where nothing was refused: the modes
/// that were not walked might have passed.
std::vector<Judgement> judgements(const Report& report);

/// Which smart host a walk belongs to, by number in the order of the report: one connector and name. The port
/// tells two apart where a mode was walked at several, but not where each mode has a port of its own, as the
/// Receive connectors of one server may have.
class SmartHosts {
 public:
  explicit SmartHosts(const Report& report);

  std::size_t of(const ReportedWalk& walk) const;
  std::size_t count() const { return numbers_.size(); }

 private:
  std::string key(const ReportedWalk& walk) const;

  std::map<std::string, std::map<Mode, std::set<std::uint16_t>>> ports_;  // by connector and name
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace authwalk
