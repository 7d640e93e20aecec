// SPDX-License-Identifier: Apache-2.0
// Each form of text, from bytes to documents.
#include <gtest/gtest.h>

#include "stream/test_stream.h"

namespace dcv::stream {
namespace {

using Texts = std::vector<std::string>;

TEST(FormsTest, LinesOfJson) {
  const Outcomes out = RunText("{\"a\":1}\r\n\n  \n{\"a\":2}\nnot json\n{\"a\":3}");
  EXPECT_EQ(out.documents, (std::vector<Seen>{{"a.log", "{\"a\":1}", 1, true, 0},
                                              {"a.log", "{\"a\":2}", 4, true, 13},
                                              {"a.log", "not json", 5, true, 21},
                                              {"a.log", "{\"a\":3}", 6, true, 30}}));
  EXPECT_EQ(out.summary.tally.documents, 4u);
  EXPECT_EQ(out.summary.tally.bytes, 37u);
  EXPECT_EQ(out.summary.tally.inputs, 1u);
  EXPECT_FALSE(out.summary.incomplete);
}

TEST(FormsTest, AByteOrderMarkIsNoPartOfTheText) {
  const Outcomes out = RunText("\xEF\xBB\xBF{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":2}"}));
  EXPECT_EQ(out.documents[0].offset, 3u);
}

TEST(FormsTest, Utf16IsConverted) {
  std::string little = "\xFF\xFE", big = "\xFE\xFF";
  for (const char c : std::string_view("{\"a\":\"")) {
    little += c;
    little += '\0';
    big += '\0';
    big += c;
  }
  little += std::string("\x3D\xD8\x00\xDE\xE9\x00\x3D\xD8", 8);  // a pair, a letter, half a pair
  big += std::string("\xD8\x3D\xDE\x00\x00\xE9\xD8\x3D", 8);
  little += std::string("\"\0}\0", 4);
  big += std::string("\0\"\0}", 4);
  const std::string wanted = "{\"a\":\"\xF0\x9F\x98\x80\xC3\xA9\xEF\xBF\xBD\"}";
  for (const std::string& text : {little, big, little.substr(2)}) {
    for (const size_t piece : {size_t{1}, size_t{5}, MemoryReader::kWhole}) {
      const Outcomes out = RunText(text, OneThread(), piece);
      EXPECT_EQ(out.Texts(), (Texts{wanted}));
      EXPECT_EQ(out.Codes(), (Texts{"S009 a.log"}));
      EXPECT_FALSE(out.summary.incomplete);
    }
  }
}

TEST(FormsTest, OneTextOverManyLines) {
  const std::string pretty = "{\n  \"Records\": [\n    {\"a\": 1}\n  ]\n}";
  EXPECT_EQ(RunText(pretty + "\n").Texts(), (Texts{pretty}));
  const std::string list = "[\n{\"a\":1},\n{\"a\":2}\n]";
  EXPECT_EQ(RunText(list).Texts(), (Texts{list}));
  EXPECT_EQ(RunText(R"({"Records":[{"a":1},{"a":2}]})").Texts(),
            (Texts{R"({"Records":[{"a":1},{"a":2}]})"}));
  // Several of them: each is on the line it begins on.
  const Outcomes out = RunText("{\n\"a\": 1\n}\n\n{\n\"a\": 2\n}\n");
  ASSERT_EQ(out.documents.size(), 2u);
  EXPECT_EQ(out.documents[0].line, 1u);
  EXPECT_EQ(out.documents[1].line, 5u);
  EXPECT_EQ(out.documents[1].text, "{\n\"a\": 2\n}");
}

TEST(FormsTest, TextsWithNothingBetween) {
  EXPECT_EQ(RunText("{\"a\":1}{\"a\":\"}{\"}[{}]{\"a\":3}").Texts(),
            (Texts{"{\"a\":1}", "{\"a\":\"}{\"}", "[{}]", "{\"a\":3}"}));
  EXPECT_EQ(RunText("{\"a\":1}{\"a\":2},\n\x1e{\"a\":3}\n").Texts(),
            (Texts{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}));
}

TEST(FormsTest, BrokenTextsCostThemselvesOnly) {
  const Outcomes out =
      RunText("{\"a\":1}{\"a\":\"\n{\"a\":2}\njunk\n{\"a\":{\"b\":1}\n{\"a\":3}\n{\"a\":");
  EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":\"", "{\"a\":2}", "junk", "{\"a\":{\"b\":1}",
                                "{\"a\":3}", "{\"a\":"}));
  EXPECT_EQ(out.Codes(), (Texts{"S010 a.log"}));
  EXPECT_TRUE(out.summary.incomplete);
  EXPECT_EQ(out.summary.tally.broken_inputs, 1u);
}

TEST(FormsTest, ABrokenFirstLineDoesNotChangeTheForm) {
  EXPECT_EQ(RunText("{\"a\":\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n").Texts(),
            (Texts{"{\"a\":", "{\"a\":1}", "{\"a\":2}", "{\"a\":3}"}));
}

TEST(FormsTest, BulkActionLinesAreDropped) {
  const Outcomes out = RunText(
      "{\"index\":{\"_index\":\"x\"}}\n{\"a\":1}\n{ \"create\" : {} }\n{\"a\":2}\n"
      "{\"delete\":{\"_id\":\"1\"}}\n{\"update\":{\"_id\":\"2\"}}\n{\"index\":{\"b\":1},\"a\":3}"
      "\n");
  EXPECT_EQ(out.Texts(), (Texts{"{\"a\":1}", "{\"a\":2}", "{\"index\":{\"b\":1},\"a\":3}"}));
  EXPECT_EQ(out.summary.tally.envelope_lines, 4u);
  // Elsewhere such a line is an event.
  EXPECT_EQ(RunText("{\"a\":1}\n{\"index\":{}}\n").Texts().size(), 2u);
}

TEST(FormsTest, PlainLines) {
  const Outcomes out = RunText("[Mon Sep 11 10:00:00] error {x}\nplain\r\n{\"a\":1}\n");
  EXPECT_EQ(out.documents,
            (std::vector<Seen>{{"a.log", "[Mon Sep 11 10:00:00] error {x}", 1, false, 0},
                               {"a.log", "plain", 2, false, 32},
                               {"a.log", "{\"a\":1}", 3, true, 39}}));
  Options text = OneThread();
  text.form = Form::kText;
  EXPECT_FALSE(RunText("{\"a\":1}\n", text).documents[0].json);
}

TEST(FormsTest, JsonBehindAHeaderOfSyslog) {
  const Outcomes out = RunText(
      "<134>Nov 24 10:00:00 host app: {\"a\":1}\n"
      "<165>1 2026-11-24T10:00:00Z host app - - [x y=\"{z}\"] {\"a\":{\"b\":2}} \n"
      "Nov 24 10:00:00 host app[1]: said {nothing}\n"
      "2026-11-24T10:00:00.1Z stdout F {\"a\":3}\n"
      "no header {\"a\":4}\n");
  EXPECT_EQ(out.Texts(),
            (Texts{"{\"a\":1}", "{\"a\":{\"b\":2}} ", "Nov 24 10:00:00 host app[1]: said {nothing}",
                   "{\"a\":3}", "no header {\"a\":4}"}));
  EXPECT_TRUE(out.documents[1].json);
  EXPECT_FALSE(out.documents[2].json);
  EXPECT_FALSE(out.documents[4].json);
  EXPECT_EQ(out.documents[0].offset, 31u);
}

TEST(FormsTest, AnEmptyInputIsSaid) {
  const Outcomes out = RunText("");
  EXPECT_TRUE(out.documents.empty());
  EXPECT_EQ(out.Codes(), (Texts{"S013 a.log"}));
  EXPECT_FALSE(out.summary.incomplete);
  EXPECT_TRUE(RunText("\n\n").documents.empty());
}

TEST(FormsTest, WhatIsNoTextIsNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {std::string("ElfFile\0\0\0", 10), "EVTX"},
      {"PAR1....", "Parquet"},
      {"BZh91AY", "bzip2"},
      {std::string(100, '\0'), "no text"},
      {std::string("ab\0\1\2\3\4\5\6\7", 10), "no text"}};
  for (const auto& [text, what] : cases) {
    const Outcomes out = RunText(text);
    ASSERT_EQ(out.Codes(), (Texts{"S005 a.log"})) << what;
    EXPECT_NE(out.summary.diagnostics.Sorted()[0].message.find(what), std::string::npos);
    EXPECT_TRUE(out.summary.incomplete);
    EXPECT_EQ(out.summary.tally.skipped_inputs, 1u);
  }
}

TEST(FormsTest, NulsWithinLinesStay) {
  const std::string text =
      "{\"a\":1}\n{\"a\":\"" + std::string(3, '\0') + "\"}\n" + std::string(200, 'x') + "\n";
  EXPECT_EQ(RunText(text).Texts().size(), 3u);
}

TEST(FormsTest, CloudWatchPayloadsAreUnpacked) {
  // {"messageType":"DATA_MESSAGE"} packed by gzip, in Base64.
  const std::string inner = R"({"messageType":"DATA_MESSAGE","logEvents":[{"message":"x"}]})";
  const std::string packed = Deflate(inner);
  const std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (size_t i = 0; i < packed.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < packed.size() ? static_cast<unsigned char>(packed[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      base64 += i + k > packed.size() ? '=' : alphabet[bits >> (18 - 6 * k) & 63];
    }
  }
  const std::string good = "{\"awslogs\":{\"data\":\"" + base64 + "\"}}";
  EXPECT_EQ(RunText(good + "\n" + good).Texts(), (Texts{inner, inner}));
  EXPECT_EQ(RunText("{\n \"awslogs\": {\n  \"data\": \"" + base64 + "\"}}").Texts(),
            (Texts{inner}));
  const std::string bad = "{\"awslogs\":{\"data\":\"!\"}}";
  const Outcomes out = RunText(bad + "\n" + good);
  EXPECT_EQ(out.Texts(), (Texts{bad, inner}));
  EXPECT_EQ(out.Codes(), (Texts{"S011 a.log"}));
  Options small = OneThread();
  small.max_line = 30;
  small.block_bytes = 1000;
  EXPECT_EQ(RunText(good, small).Codes(), (Texts{"S011 a.log"}));
}

TEST(FormsTest, CsvOfAColumnThatHoldsTheEvents) {
  const Outcomes out = RunText(
      "RecordId,CreationDate,AuditData\n"
      "1,2026,\"{\"\"Operation\"\":\"\"New\"\",\"\"A\"\":\"\"x\ny\"\"}\"\r\n"
      "2,2026,\"{\"\"Operation\"\":\"\"Old\"\"}\"\n");
  EXPECT_EQ(out.Texts(),
            (Texts{"{\"Operation\":\"New\",\"A\":\"x\ny\"}", "{\"Operation\":\"Old\"}"}));
  EXPECT_EQ(out.documents[1].line, 4u);
  EXPECT_EQ(out.summary.tally.envelope_lines, 1u);
  // Splunk's export holds what the source type holds.
  const Outcomes raw = RunText(
      "\"_time\",\"_raw\",host\n1,\"{\"\"a\"\":1}\",h\n2,plain text,h\n"
      "3,type=CWD msg=audit(1.2:3): cwd=\"/\",h\n4,,h\n");
  EXPECT_EQ(raw.Texts(),
            (Texts{"{\"a\":1}", "plain text", R"j({"type":"CWD","msg":"audit(1.2:3)","cwd":"/"})j",
                   R"({"_time":"4","host":"h"})"}));
  EXPECT_FALSE(raw.documents[1].json);
}

TEST(FormsTest, CsvOfColumns) {
  const std::string table = "eventname;sourceip;n\nGetObject;1.2.3.4;5\n\"a \"\"b\"\"\";;\"\"\n";
  EXPECT_EQ(RunText(table).Texts(),
            (Texts{R"({"eventname":"GetObject","sourceip":"1.2.3.4","n":"5"})",
                   R"({"eventname":"a \"b\"","n":""})"}));
  // Less proof is wanted where the name says what it is.
  EXPECT_EQ(
      RunText("Date (UTC),User agent\n1,x\n2\n3,4,5\n", OneThread(), MemoryReader::kWhole, "a.csv")
          .Texts(),
      (Texts{R"j({"Date (UTC)":"1","User agent":"x"})j", R"j({"Date (UTC)":"2"})j",
             R"j({"Date (UTC)":"3","User agent":"4","column_3":"5"})j"}));
  EXPECT_TRUE(RunText("a,b\n", OneThread(), MemoryReader::kWhole, "a.csv").documents.empty());
  // Prose with commas is no table.
  EXPECT_FALSE(RunText("well, this\nis, text\n").documents.empty());
  EXPECT_EQ(
      RunText("2026-11-24 10:00:00,123 INFO x\n2026-11-24 10:00:00,124 INFO y\n").Texts().size(),
      2u);
}

TEST(FormsTest, ARowOfTooManyCells) {
  const Outcomes out = RunText("a,b,c\n1,2,3\n" + std::string(500, ',') + "x\n4,5,6\n", OneThread(),
                               MemoryReader::kWhole, "a.csv");
  EXPECT_EQ(out.Codes(), (Texts{"S012 a.csv"}));
  EXPECT_EQ(out.summary.diagnostics.Sorted()[0].place, "line 3");
  EXPECT_EQ(out.documents.size(), 3u);
}

}  // namespace
}  // namespace dcv::stream
