// The forms of export, one file each, and the table of them. A reader takes UTF-8, may overwrite it, and
// throws InputError.
#pragma once

#include <authwalk/definition.hpp>
#include <span>
#include <string>
#include <string_view>

#include "connectors/exported_value.hpp"

namespace authwalk::connectors {

struct ExportForm {
  DefinitionFormat told;
  bool (*recognises)(std::string_view text);
  void (*read)(std::string& text, const std::string& file, const TakeObject& take);
  bool pasted = false;  ///< people paste it: recognised after the blanks of typesetting have become plain
};

/// In the order in which they are asked.
std::span<const ExportForm> export_forms();

bool looks_like_clixml(std::string_view text);
void read_clixml(std::string& text, const std::string& file, const TakeObject& take);

bool looks_like_json(std::string_view text);
void read_json(std::string& text, const std::string& file, const TakeObject& take);

bool looks_like_csv(std::string_view text);
void read_csv(std::string& text, const std::string& file, const TakeObject& take);

bool looks_like_commands(std::string_view text);
void read_commands(std::string& text, const std::string& file, const TakeObject& take);

bool looks_like_format_list(std::string_view text);
void read_format_list(std::string& text, const std::string& file, const TakeObject& take);

/// "{a, b}" as Format-List and Select-Object show a list. Of other properties the braces may be text.
ExportedValue shown_value(std::string_view name, std::string_view text, Position at);

/// Throws InputError.
[[noreturn]] void refuse(const std::string& file, Position at, std::string problem, std::string hint);

/// Text of the file in a sentence: quoted, printable and short.
std::string quoted(std::string_view text);

}  // namespace authwalk::connectors
