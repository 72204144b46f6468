#include "exchange/event_labels.hpp"

#include <array>

#include "exchange/text_search.hpp"

namespace authwalk {
namespace {

using enum EventField;

struct LabelRow {
  std::string_view label;
  EventField field;
};

// Event Viewer in English, German, French, Spanish, Italian, Portuguese, Dutch and Russian; then the
// properties of the PowerShell cmdlets, which are not translated.
constexpr std::array labels{
    LabelRow{"Event ID", id},
    LabelRow{"Ereignis-ID", id},
    LabelRow{"Ereigniskennung", id},
    LabelRow{"ID de l'\xC3\xA9v\xC3\xA9nement", id},
    LabelRow{"ID de l\xE2\x80\x99\xC3\xA9v\xC3\xA9nement", id},
    LabelRow{"Id. del evento", id},
    LabelRow{"ID evento", id},
    LabelRow{"Identifica\xC3\xA7\xC3\xA3o do Evento", id},
    LabelRow{"Gebeurtenis-id", id},
    LabelRow{"Код события", id},
    LabelRow{"EventID", id},
    LabelRow{"EventCode", id},
    LabelRow{"Id", id},

    LabelRow{"Source", provider},
    LabelRow{"Event Source", provider},
    LabelRow{"Quelle", provider},
    LabelRow{"Ereignisquelle", provider},
    LabelRow{"Origen", provider},
    LabelRow{"Origine", provider},
    LabelRow{"Fonte", provider},
    LabelRow{"Bron", provider},
    LabelRow{"Источник", provider},
    LabelRow{"ProviderName", provider},
    LabelRow{"Provider", provider},
    LabelRow{"SourceName", provider},

    LabelRow{"Description", message},
    LabelRow{"Beschreibung", message},
    LabelRow{"Descripci\xC3\xB3n", message},
    LabelRow{"Descrizione", message},
    LabelRow{"Descri\xC3\xA7\xC3\xA3o", message},
    LabelRow{"Beschrijving", message},
    LabelRow{"Описание", message},
    LabelRow{"Message", message},

    LabelRow{"Date", time},
    LabelRow{"Datum", time},
    LabelRow{"Fecha", time},
    LabelRow{"Data", time},
    LabelRow{"Дата", time},
    LabelRow{"Date and Time", time},
    LabelRow{"Datum und Uhrzeit", time},
    LabelRow{"TimeCreated", time},
    LabelRow{"TimeGenerated", time},

    LabelRow{"Event Xml", xml},
    LabelRow{"Ereignis-XML", xml},

    LabelRow{"Log Name", other},
    LabelRow{"Protokollname", other},
    LabelRow{"Nom du journal", other},
    LabelRow{"Nombre de registro", other},
    LabelRow{"Nome registro", other},
    LabelRow{"Nome do Log", other},
    LabelRow{"Logboeknaam", other},
    LabelRow{"Имя журнала", other},
    LabelRow{"Event Type", other},
    LabelRow{"Event Category", other},
    LabelRow{"Task Category", other},
    LabelRow{"Aufgabenkategorie", other},
    LabelRow{"Level", other},
    LabelRow{"Ebene", other},
    LabelRow{"Keywords", other},
    LabelRow{"User", other},
    LabelRow{"Computer", other},
    LabelRow{"LevelDisplayName", other},
    LabelRow{"TimeWritten", other},
    LabelRow{"EntryType", other},
};

bool digits_at(std::string_view text, std::size_t at, std::size_t count) {
  for (std::size_t i = at; i < at + count; ++i) {
    if (i >= text.size() || !is_digit(text[i])) return false;
  }
  return true;
}

}  // namespace

EventField event_field(std::string_view label) {
  label = trimmed(label);
  for (const LabelRow& row : labels) {
    if (same_name(label, row.label)) return row.field;
  }
  return none;
}

std::string utc_time(std::string_view text) {
  text = trimmed(text);
  const bool form = text.size() >= 20 && digits_at(text, 0, 4) && text[4] == '-' && digits_at(text, 5, 2) &&
                    text[7] == '-' && digits_at(text, 8, 2) && (text[10] == 'T' || text[10] == ' ') &&
                    digits_at(text, 11, 2) && text[13] == ':' && digits_at(text, 14, 2) && text[16] == ':' &&
                    digits_at(text, 17, 2);
  if (!form || text.back() != 'Z') return {};
  std::string decimals(text.substr(19, text.size() - 20));
  if (!decimals.empty() && (decimals[0] != '.' || !digits_at(decimals, 1, decimals.size() - 1))) return {};
  decimals.resize(4, '0');
  decimals[0] = '.';
  std::string time(text.substr(0, 19));
  time[10] = 'T';
  return time + decimals + "Z";
}

}  // namespace authwalk
