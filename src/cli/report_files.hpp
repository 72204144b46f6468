// Reports of earlier runs, read from files.
#pragma once

#include <authwalk/report.hpp>
#include <string>

namespace authwalk::cli {

/// What a message calls the file: "-" is "standard input". Safe to print.
std::string report_file_name(const std::string& file);

/// Reads a JSON or NDJSON report; "-" is standard input. Throws CommandError, with the line where something
/// is wrong.
Report read_report_file(const std::string& file);

}  // namespace authwalk::cli
