// The lockout ledger in a file that runs beside each other share.
#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "probe/lockout_entries.hpp"
#include "probe/private_folder.hpp"

namespace authwalk {
namespace {

using namespace std::chrono_literals;

// 50,000 rejected logons in a day are no probing any more.
constexpr std::size_t largest_file = 4 * 1024 * 1024;
// Others hold the lock for less than a millisecond, unless they were stopped. All walks of the run stand
// still while one waits for it; who asks for an attempt asks again, who settles one does not.
constexpr auto wait_to_reserve = 20ms;
constexpr auto wait_to_settle = 200ms;

LockoutNow now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  LockoutNow now;
  now.utc = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  std::ifstream boot("/proc/sys/kernel/random/boot_id");
  std::ifstream uptime("/proc/uptime");
  double seconds = 0;
  if (std::string id; boot >> id && uptime >> seconds) {
    std::erase(id, '-');
    now.boot = id;
    now.since_boot = static_cast<std::int64_t>(seconds);
  }
  return now;
}

LockoutEntry entry_of(const std::string& account, const LockoutNow& at) {
  LockoutEntry entry;
  entry.account = account;
  entry.at = at.utc;
  entry.boot = at.boot;
  entry.since_boot = at.since_boot;
  return entry;
}

std::string random_name() {
  std::array<unsigned char, 8> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the system gives no random bytes");
  std::string name;
  for (const unsigned char byte : bytes) name += fmt::format("{:02x}", byte);
  return name;
}

std::string folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path().string() : ".";
}

std::string not_known(const std::string& trouble) {
  return fmt::format("is not tried, since nobody can tell how often it was refused before ({})", trouble);
}

class LockoutFile final : public LockoutLedger {
 public:
  LockoutFile(const std::filesystem::path& file, LockoutBudget budget)
      : folder_(folder_of(file)), name_(file.filename().string()), budget_(budget), run_(random_name()) {
    // What cannot be read or written is to be known before the first walk.
    update(wait_to_settle, [](std::vector<LockoutEntry>&) { return false; });
  }

  Reservation reserve(const std::string& account, std::chrono::seconds longest) override {
    Reservation answer = Reservation::busy;
    try {
      const bool looked = update(wait_to_reserve, [&](std::vector<LockoutEntry>& entries) {
        const LockoutNow at = now();
        answer = standing(entries, account, at.utc, budget_).answer;
        if (answer == Reservation::granted) {
          LockoutEntry set_aside = entry_of(account, at);
          set_aside.until = at.utc + longest.count();
          set_aside.run = run_;
          entries.push_back(std::move(set_aside));
        }
        return answer == Reservation::granted;
      });
      trouble_ = looked ? "" : "another run keeps " + folder_.shown(name_ + ".lock") + " locked";
      return answer;
    } catch (const std::runtime_error& error) {
      trouble_ = error.what();
      return Reservation::closed;
    }
  }

  // What cannot be settled now stays set aside, and is settled with the next thing that is written.
  void settle(const std::string& account, int rejected) noexcept override {
    try {
      unsettled_.emplace_back(account, rejected);
      update(wait_to_settle, [](std::vector<LockoutEntry>&) { return true; });
    } catch (const std::exception&) {
      // Unsettled to the end, it counts as rejected.
    }
  }

  ClosedAccount why_closed(const std::string& account) override {
    ClosedAccount closed;
    if (trouble_.empty()) {
      try {
        update(wait_to_settle, [&](std::vector<LockoutEntry>& entries) {
          const LockoutStanding found = standing(entries, account, now().utc, budget_);
          closed = {words(found), found.answer == Reservation::closed};
          return false;
        });
      } catch (const std::runtime_error& error) {
        trouble_ = error.what();
      }
    }
    if (closed.why.empty()) closed.why = not_known(trouble_);
    return closed;
  }

 private:
  // Reads the file, and writes it when `change` says that it has changed the entries. False: somebody else
  // has the lock. Throws std::runtime_error.
  bool update(std::chrono::milliseconds wait, const std::function<bool(std::vector<LockoutEntry>&)>& change) {
    const std::optional<OpenFile> lock = folder_.lock(name_ + ".lock", wait);
    if (!lock) return false;
    const std::optional<std::string> text = folder_.read(name_, largest_file);
    auto entries = text ? read_lockout_text(*text) : std::optional(std::vector<LockoutEntry>());
    if (!entries) {
      throw std::runtime_error(folder_.shown(name_) +
                               " is damaged; remove it, and the rejected logons before now are forgotten");
    }
    bool changed = settle_what_is_left(*entries);
    changed = bring_up_to(now(), budget_.window, *entries) || changed;
    changed = change(*entries) || changed;
    if (changed) folder_.replace(name_, lockout_text(*entries));
    unsettled_.clear();
    return true;
  }

  bool settle_what_is_left(std::vector<LockoutEntry>& entries) const {
    for (const auto& [account, rejected] : unsettled_) {
      std::erase_if(entries, [&, &name = account](const LockoutEntry& entry) {
        return entry.until && entry.account == name && entry.run == run_;
      });
      for (int i = 0; i < rejected; ++i) entries.push_back(entry_of(account, now()));
    }
    return !unsettled_.empty();
  }

  std::string words(const LockoutStanding& found) const {
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(budget_.window).count();
    if (found.answer == Reservation::closed) {
      return fmt::format(
          "has had {} rejected logon{} in the last {} min, and another try could lock the account; the next "
          "one "
          "is possible at {}",
          found.rejected, found.rejected == 1 ? "" : "s", minutes, lockout_time(found.next_try));
    }
    return fmt::format(
        "is being tried by other runs, which have set aside what is left of its {} rejected logons in {} min",
        budget_.rejected, minutes);
  }

  const PrivateFolder folder_;
  const std::string name_;
  const LockoutBudget budget_;
  const std::string run_;  // tells what this run has set aside
  std::vector<std::pair<std::string, int>> unsettled_;
  std::string trouble_;  // why reserve() could not look; empty: it could
};

// What nobody can count is not tried.
class NoLedger final : public LockoutLedger {
 public:
  explicit NoLedger(std::string why) : why_(std::move(why)) {}
  Reservation reserve(const std::string&, std::chrono::seconds) override { return Reservation::closed; }
  void settle(const std::string&, int) noexcept override {}
  ClosedAccount why_closed(const std::string&) override { return {not_known(why_)}; }

 private:
  const std::string why_;
};

}  // namespace

std::unique_ptr<LockoutLedger> closed_lockout_ledger(std::string why) {
  return std::make_unique<NoLedger>(std::move(why));
}

std::unique_ptr<LockoutLedger> open_lockout_ledger(const std::string& file, LockoutBudget budget) {
  return std::make_unique<LockoutFile>(file, budget);
}

}  // namespace authwalk
