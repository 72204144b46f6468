// --resume: a file that gets every walk as it ends, so that a run that was killed goes on where it stopped.
#pragma once

#include <authwalk/report.hpp>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "assignment.hpp"
#include "file_descriptor.hpp"

namespace authwalk::cli {

class Journal {
 public:
  /// Opens FILE or makes it, and reads what it holds. A line that was cut short is taken off, and with it the
  /// other walks of that smart host: they were written together. Throws CommandError: cannot be opened, is in
  /// use by another run, or holds something else.
  explicit Journal(const std::string& file);

  /// Takes the walks that the file holds out of the plan, and keeps them for the report. Walks of the file
  /// that are not in the plan stay where they are.
  void leave_out_what_is_done(std::vector<Assignment>& plan);

  /// The walks that were taken out of the plan.
  const std::vector<ReportedWalk>& done() const { return done_; }

  /// Writes the walks of one smart host at once. Throws CommandError.
  void append(const std::vector<ReportedWalk>& walks);

 private:
  void read();

  std::string file_;
  FileDescriptor descriptor_;
  std::vector<ReportedWalk> held_, done_;
};

}  // namespace authwalk::cli
