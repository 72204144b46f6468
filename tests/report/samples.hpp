// Reports made by hand, one for each thing that a report must show well. The golden files are made of them.
#pragma once

#include <authwalk/report.hpp>
#include <string>
#include <vector>

namespace authwalk::test {

struct Sample {
  std::string name;  ///< of the golden files: report_NAME.txt, report_NAME.json
  Report report;
};

/// A report of these walks with a version and a time.
Report report_of(std::vector<ReportedWalk> walks, bool survey);

/// All samples.
const std::vector<Sample>& samples();

/// The report of one sample.
const Report& sample(const std::string& name);

/// A report in which `text` stands in every field that a server, a certificate or a name service can fill.
Report hostile(const std::string& text);

}  // namespace authwalk::test
