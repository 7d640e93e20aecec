// SPDX-License-Identifier: Apache-2.0
// Where the fields of a rule are in the target: columns of the log source's table, or paths in a
// table of raw events.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "dialect/dialect.h"

namespace dcv::dialect {
namespace {

using logsource::Path;
using logsource::Segment;
using logsource::Source;

std::vector<const Source*> SourcesOf(const Rendering& r) {
  std::vector<const Source*> out;
  for (const std::string& id : r.rule.sources) {
    if (const Source* source = r.places.Find(id)) out.push_back(source);
  }
  return out;
}

// Those with a table in the dialect.
std::vector<const Source*> Tabled(const Rendering& r) {
  std::vector<const Source*> out = SourcesOf(r);
  if (r.own_names) return {};
  std::erase_if(out, [&](const Source* source) {
    return source->tables.find(r.dialect.columns) == source->tables.end();
  });
  return out;
}

// "name{}": a column of texts that hold JSON; "name[]": an array.
Position OfColumn(std::string column) {
  Position out;
  out.json = column.ends_with("{}");
  out.elements = column.ends_with("[]");
  if (out.json || out.elements) column.resize(column.size() - 2);
  out.column = std::move(column);
  return out;
}

// The field's own column, or that of the object that it is a member of, when it holds JSON.
bool FindColumn(const Places& places, const Source& source, std::string_view key,
                const std::string& name, Position& out) {
  const logsource::Field* field = places.Find(source, name);
  if (field != nullptr) {
    if (const auto own = field->columns.find(key); own != field->columns.end()) {
      out = OfColumn(own->second);
      return true;
    }
  }
  const std::string whole =
      field != nullptr && !field->paths.empty() ? logsource::ToText(field->paths.front()) : name;
  for (size_t dot = whole.rfind('.'); dot != whole.npos && dot > 0;
       dot = whole.rfind('.', dot - 1)) {
    const logsource::Field* object = places.Find(source, std::string_view(whole).substr(0, dot));
    if (object == nullptr) continue;
    const auto column = object->columns.find(key);
    if (column == object->columns.end() || !column->second.ends_with("{}")) continue;
    out = OfColumn(column->second);
    out.path = logsource::PathOfFieldName(whole.substr(dot + 1));
    return true;
  }
  return false;
}

void AddPosition(Located& out, Position position) {
  const auto same = [&](const Position& other) {
    return other.column == position.column && other.path == position.path;
  };
  if (std::none_of(out.positions.begin(), out.positions.end(), same)) {
    out.positions.push_back(std::move(position));
  }
}

// How many segments of the path the log source's documentation has.
size_t Known(const Rendering& r, const Source& source, const std::string& name, const Path& path) {
  const logsource::Field* field = r.places.Find(source, name);
  if (field != nullptr &&
      std::find(field->paths.begin(), field->paths.end(), path) != field->paths.end()) {
    return path.size();
  }
  const size_t own = logsource::PathOfFieldName(name).size();
  for (const std::string& object : source.open) {
    if (name.starts_with(object + ".") && path.size() >= own) {
      return path.size() - own + logsource::PathOfFieldName(object).size();
    }
  }
  return 0;
}

// At the end of a path, where it says so, where a sample event has one, and everywhere in what is
// not documented.
std::vector<bool> Arrays(const Rendering& r, const std::vector<const Source*>& sources,
                         const std::string& name, const Path& path) {
  std::vector<bool> out(path.size());
  size_t known = 0;
  for (const Source* source : sources) known = std::max(known, Known(r, *source, name, path));
  for (size_t i = 0; i < path.size(); ++i) {
    out[i] = i + 1 == path.size() || i >= known || path[i].kind == Segment::Kind::kElements;
    for (const Source* source : sources) {
      out[i] = out[i] || r.places.IsArray(*source, path, i + 1);
    }
  }
  return out;
}

Located InRawEvents(const Rendering& r, const ir::Field& field) {
  Located out;
  const std::vector<const Source*> sources = SourcesOf(r);
  if (field.flat) {
    Position flat{r.dialect.raw_column, {{Segment::Kind::kMember, field.name, {}}}, true};
    AddPosition(out, std::move(flat));
  }
  for (const Path& path : field.paths) {
    Position position{r.dialect.raw_column, path, true};
    position.arrays = Arrays(r, sources, field.name, path);
    position.otherwise = field.flat;
    AddPosition(out, std::move(position));
  }
  return out;
}

}  // namespace

std::string Rendering::Name(ir::FieldId field) const {
  return field == ir::kAnyField ? "any field" : program.fields()[field].name;
}

bool Rendering::HasColumns() const {
  return !Tabled(*this).empty();
}

std::string Rendering::Table() const {
  if (!options.table.empty()) return options.table;
  std::vector<std::string> tables;
  for (const Source* source : Tabled(*this)) {
    const std::string& table = source->tables.find(dialect.columns)->second;
    if (std::find(tables.begin(), tables.end(), table) == tables.end()) tables.push_back(table);
  }
  return Join(tables, ", ");
}

Located Rendering::Locate(ir::FieldId id) {
  const ir::Field& field = program.fields()[id];
  Located out;
  const std::vector<const Source*> tabled = Tabled(*this);
  for (const Source* source : SourcesOf(*this)) {
    if (const logsource::Field* known = places.Find(*source, field.name)) out.type = known->type;
  }
  if (own_names && dialect.raw_column == nullptr) {
    AddPosition(out, OfColumn(field.name));
    return out;
  }
  if (tabled.empty() && dialect.raw_column != nullptr) {
    Located raw = InRawEvents(*this, field);
    raw.type = out.type;
    return raw;
  }
  for (const Source* source : tabled) {
    Position position;
    if (FindColumn(places, *source, dialect.columns, field.name, position))
      AddPosition(out, position);
  }
  if (out.positions.empty() && dialect.bare_names) {
    for (const Path& path : field.paths) {
      AddPosition(out, Position{logsource::ToText(path), path});
    }
  }
  if (out.positions.empty()) {
    const std::string table = Table();
    Fail({"C001",
          fmt::format("field {} has no column in {}", Printable(field.name),
                      table.empty() ? std::string(dialect.title) : table),
          fmt::format("map it with --pipeline (field_name_mapping), or add '{}: COLUMN' to the "
                      "field in the log source's file",
                      dialect.columns)});
  }
  return out;
}

}  // namespace dcv::dialect
