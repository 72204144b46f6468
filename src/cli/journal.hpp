// --resume: a file that gets every walk as it ends, so that a run that was killed goes on where it stopped.
#pragma once

#include <authwalk/report.hpp>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "assignment.hpp"
#include "file_descriptor.hpp"
#include "walk_settings.hpp"

namespace authwalk::cli {

/// What makes two walks the same: connector, smart host with its port, mode. The address is left out, since
/// only the walk finds it.
using WalkKey = std::tuple<std::string, std::string, Mode>;

class Journal {
 public:
  /// Opens FILE or makes it, and reads what it holds. A line that was cut short is taken off, and with it the
  /// other walks of that smart host: they were written together. Throws CommandError: cannot be opened, is in
  /// use by another run, or holds something else, be it a report.
  explicit Journal(const std::string& file);

  /// Takes the walks that the file holds out of the plan, and keeps them for the report. What was walked with
  /// other settings stays in the plan. Walks of the file that are not in the plan stay where they are.
  void leave_out_what_is_done(std::vector<Assignment>& plan, WalkSettings& settings);

  /// The walks that were taken out of the plan.
  const std::vector<ReportedWalk>& done() const { return done_; }

  /// What became of the plan, as a sentence for standard error. Empty: the file held nothing of it.
  std::string told(std::size_t left) const;

  /// Writes the walks of one smart host at once. Throws CommandError.
  void append(const std::vector<ReportedWalk>& walks);

 private:
  struct Held {
    ReportedWalk walk;
    std::string settings;  // the fingerprint
  };
  void read();

  std::string file_;
  FileDescriptor descriptor_;
  std::vector<Held> held_;
  std::vector<ReportedWalk> done_;
  std::map<WalkKey, std::string> planned_;  // fingerprints
  std::size_t changed_ = 0;
};

}  // namespace authwalk::cli
