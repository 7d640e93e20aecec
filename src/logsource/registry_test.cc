// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "logsource/test_source.h"

namespace dcv::logsource {
namespace {

using How = Resolved::How;
using Texts = std::vector<std::string>;

Registry Loaded(const std::map<std::string, std::string>& files) {
  Result<Registry> registry = LoadFiles(files);
  EXPECT_TRUE(registry.has_value()) << (registry ? "" : registry.error().message);
  return registry ? *std::move(registry) : Registry();
}

Texts Ids(const std::vector<Registry::Match>& matches) {
  Texts out;
  for (const auto& match : matches) {
    const Attributes& line = match.line->attributes;
    out.push_back(match.source->id + ":" + line.product + "/" + line.category + "/" + line.service);
  }
  return out;
}

TEST(RegistryTest, LoadsAllFilesById) {
  const Registry registry = Loaded({{"b.yaml", SourceText("b")},
                                    {"a_z.yaml", SourceText("a_z")},
                                    {"a.yaml", SourceText("a")},
                                    {"README.md", "# no source"}});
  ASSERT_EQ(registry.sources().size(), 3u);
  EXPECT_EQ(registry.sources()[0].id + registry.sources()[1].id + registry.sources()[2].id,
            "aa_zb");
  EXPECT_EQ(registry.FindById("b"), &registry.sources()[2]);
  EXPECT_EQ(registry.FindById("c"), nullptr);
}

TEST(RegistryTest, FaultsNameTheFile) {
  const auto bad = LoadFiles({{"a.yaml", SourceText("a")}, {"b.yaml", SourceText("c")}});
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().message, "logsources/b.yaml:3:5: the id 'c' is not the file's name 'b'");
  const auto twice = LoadFiles({{"a.yaml", SourceText("a")}, {"x/a.yaml", SourceText("a")}});
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message, "logsources/x/a.yaml:1:1: another file has the id a");
}

TEST(RegistryTest, FindByTheAttributesThatARuleNames) {
  const Registry registry = Loaded(
      {{"a.yaml",
        SourceText("a", {{"sigma", "[{product: p, service: s}, {product: p, category: c}]"}})},
       {"b.yaml", SourceText("b", {{"sigma", "[{product: q, category: c, service: s}]"}})}});
  EXPECT_EQ(Ids(registry.Find({"p", "", "s"})), Texts{"a:p//s"});
  EXPECT_EQ(Ids(registry.Find({"p", "", ""})), (Texts{"a:p//s", "a:p/c/"}));
  EXPECT_EQ(Ids(registry.Find({"", "c", ""})), (Texts{"a:p/c/", "b:q/c/s"}));
  EXPECT_EQ(Ids(registry.Find({"", "", "s"})), (Texts{"a:p//s", "b:q/c/s"}));
  EXPECT_EQ(Ids(registry.Find({"q", "c", "s"})), Texts{"b:q/c/s"});
  EXPECT_EQ(Ids(registry.Find({"p", "c", "s"})), Texts{}) << "no single line has all three";
  EXPECT_EQ(Ids(registry.Find({"P", "", "s"})), Texts{});
  EXPECT_EQ(Ids(registry.Find({"", "", ""})), Texts{});
}

class ResolveTest : public ::testing::Test {
 protected:
  Resolved Resolve(const Attributes& attributes, std::string_view field) const {
    return registry_.Resolve(registry_.Find(attributes), field);
  }
  static Texts Shown(const Resolved& resolved) {
    Texts out;
    for (const Path& path : resolved.paths) out.push_back(ToText(path));
    return out;
  }

  // Both answer category c; a alone p/s.
  const Registry registry_ = Loaded(
      {{"a.yaml", SourceText("a", {{"sigma",
                                    "[{product: p, service: s}, {category: c, fields: [x]},"
                                    " {product: p, category: c}]"},
                                   {"shapes", "['{}', 'd.{}']"},
                                   {"open", "[req]"},
                                   {"fields", R"(
  x: {paths: [u, v], spellings: [ex], values: {Success: ['0']}, note: of a}
  no: {paths: [], note: not in a}
  never: {paths: []}
  both: {paths: [], note: not in a}
  inb: {paths: [], note: not in a}
  req.known: {})"}})},
       {"b.yaml",
        SourceText("b", {{"sigma", "[{category: c}]"}, {"open", "[inb, both]"}, {"fields", R"(
  x: {paths: [u, w], values: {Success: ['0'], Failure: {not: ['0']}}, note: of b}
  both: {}
  never: {paths: [], note: not in b}
  other: {})"}})}});
  const Attributes one_{"p", "", "s"}, two_{"", "c", ""};
};

TEST_F(ResolveTest, FieldsByNameAndSpelling) {
  for (const char* name : {"x", "ex"}) {
    const Resolved x = Resolve(one_, name);
    EXPECT_EQ(x.how, How::kField);
    EXPECT_EQ(Shown(x), (Texts{"u", "d.u", "v", "d.v"}));
    EXPECT_EQ(x.values, (std::vector<ValueMap>{{"Success", {"0"}, false}}));
    EXPECT_EQ(x.note, "of a");
  }
  EXPECT_EQ(Shown(Resolve(one_, "req.known")), (Texts{"req.known", "d.req.known"}));
}

TEST_F(ResolveTest, SeveralSourcesAreAlternatives) {
  const Resolved x = Resolve(two_, "x");
  EXPECT_EQ(Shown(x), (Texts{"u", "d.u", "v", "d.v", "w"}));
  EXPECT_EQ(x.values, (std::vector<ValueMap>{{"Success", {"0"}, false}, {"Failure", {"0"}, true}}));
  EXPECT_EQ(x.note, "of a");
  const Resolved both = Resolve(two_, "both");
  EXPECT_EQ(both.how, How::kField) << "one source has it";
  EXPECT_EQ(Shown(both), Texts{"both"});
  EXPECT_EQ(both.note, "");
  EXPECT_EQ(Shown(Resolve(two_, "req.known")), (Texts{"req.known", "d.req.known"}));
}

TEST_F(ResolveTest, OpenObjects) {
  const Resolved open = Resolve(one_, "req.a{}.b");
  EXPECT_EQ(open.how, How::kOpen);
  EXPECT_EQ(Shown(open), (Texts{"req.a[].b", "d.req.a[].b"}));
  EXPECT_EQ(Resolve(two_, "inb").how, How::kOpen) << "absent in a, open in b";
  EXPECT_EQ(Resolve(two_, "inb.x").how, How::kOpen);
  EXPECT_EQ(Resolve(one_, "request").how, How::kUnknown);
}

TEST_F(ResolveTest, Absent) {
  const Resolved no = Resolve(one_, "no");
  EXPECT_EQ(no.how, How::kAbsent);
  EXPECT_EQ(Shown(no), Texts{});
  EXPECT_EQ(no.note, "not in a");
  EXPECT_EQ(Resolve(two_, "no").how, How::kAbsent) << "b does not know it";
  EXPECT_EQ(Resolve(two_, "never").note, "not in b");
}

TEST_F(ResolveTest, Unknown) {
  const Resolved unknown = Resolve(one_, "m.n");
  EXPECT_EQ(unknown.how, How::kUnknown);
  EXPECT_EQ(Shown(unknown), (Texts{"m.n", "d.m.n"}));
  EXPECT_EQ(Shown(Resolve(one_, "d.m")), Texts{"d.m"}) << "begins as a shape does";
  EXPECT_EQ(Shown(Resolve(one_, "X")), (Texts{"X", "d.X"})) << "names are case-sensitive";
  EXPECT_EQ(Shown(Resolve(one_, "a..b")), (Texts{"\"a..b\"", "d.\"a..b\""}));
  EXPECT_EQ(Shown(Resolve(one_, "")), (Texts{"\"\"", "d.\"\""}));
}

TEST_F(ResolveTest, NoTable) {
  const Resolved none = Resolve({"z", "", ""}, "m{}.n");
  EXPECT_EQ(none.how, How::kNoTable);
  EXPECT_EQ(Shown(none), Texts{"m[].n"});
}

TEST_F(ResolveTest, TheFieldsOfALineAreForTheLinterAlone) {
  EXPECT_EQ(Resolve(two_, "other").how, How::kField);
}

}  // namespace
}  // namespace dcv::logsource
