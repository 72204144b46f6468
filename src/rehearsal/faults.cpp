#include "rehearsal/faults.hpp"

#include <algorithm>
#include <iterator>

#include "rehearsal/fault_rows.hpp"

namespace authwalk::rehearsal {
namespace {

const std::vector<Fault>& table() {
  static const std::vector<Fault> faults = [] {
    std::vector<Fault> all;
    for (const auto part : {connection_faults, logon_faults, exchange_faults, mail_faults}) {
      std::vector<Fault> rows = part();
      std::ranges::move(rows, std::back_inserter(all));
    }
    return all;
  }();
  return faults;
}

}  // namespace

std::span<const Fault> fault_table() {
  return table();
}

const Fault* find_fault(std::string_view name) {
  const auto found =
      std::ranges::find_if(table(), [&](const Fault& fault) { return fault.row.name == name; });
  return found == table().end() ? nullptr : &*found;
}

}  // namespace authwalk::rehearsal

namespace authwalk {

std::span<const FaultRow> faults() {
  static const std::vector<FaultRow> rows = [] {
    std::vector<FaultRow> copied;
    for (const rehearsal::Fault& fault : rehearsal::fault_table()) copied.push_back(fault.row);
    return copied;
  }();
  return rows;
}

}  // namespace authwalk
