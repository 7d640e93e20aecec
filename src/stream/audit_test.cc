// SPDX-License-Identifier: Apache-2.0
#include "stream/audit.h"

#include <gtest/gtest.h>

#include "stream/test_stream.h"

namespace dcv::stream {
namespace {

std::string Shaped(const std::string& line) {
  const Outcomes out = RunText(line + "\n");
  return out.documents.size() == 1 ? out.documents[0].text : "";
}

TEST(AuditTest, FieldsOfASystemCall) {
  EXPECT_EQ(
      Shaped(
          "node=lx01 type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e syscall=2 "
          "success=no exit=-13 a0=7fffd19c5592 comm=\"cat\" exe=\"/bin/cat\" key=\"sshd_config\""),
      R"j({"node":"lx01","type":"SYSCALL","msg":"audit(1364481363.243:24287)","arch":"c000003e",)j"
      R"j("syscall":"2","success":"no","exit":"-13","a0":"7fffd19c5592","comm":"cat",)j"
      R"j("exe":"/bin/cat","key":"sshd_config"})j");
}

TEST(AuditTest, ArgumentsAreDecodedAndPutTogether) {
  EXPECT_EQ(
      Shaped("type=EXECVE msg=audit(1.2:3): argc=3 a0=\"sh\" a1=2D63 a2=6563686F2061"),
      R"j({"type":"EXECVE","msg":"audit(1.2:3)","argc":"3","a0":"sh","a1":"-c","a2":"echo a"})j");
  EXPECT_EQ(Shaped("type=EXECVE msg=audit(1.2:3): a1_len=6 a1[0]=616263 a1[1]=6465 a2=\"AB\""),
            R"j({"type":"EXECVE","msg":"audit(1.2:3)","a1_len":"6","a1":"abcde","a2":"AB"})j");
  // Those of a system call are numbers.
  EXPECT_EQ(Shaped("type=SYSCALL msg=audit(1.2:3): a0=4142 old=64"),
            R"j({"type":"SYSCALL","msg":"audit(1.2:3)","a0":"4142","old":"64"})j");
}

TEST(AuditTest, EncodedTextsAndWhatIsNone) {
  EXPECT_EQ(Shaped("type=PROCTITLE msg=audit(1.2:3): proctitle=6C73002D6C"),
            R"j({"type":"PROCTITLE","msg":"audit(1.2:3)","proctitle":"ls -l"})j");
  EXPECT_EQ(
      Shaped("type=PATH msg=audit(1.2:3): item=0 name=(null) nametype=NORMAL"),
      R"j({"type":"PATH","msg":"audit(1.2:3)","item":"0","name":"(null)","nametype":"NORMAL"})j");
  EXPECT_EQ(Shaped("type=CWD msg=audit(1.2:3): cwd=FF41"),
            "{\"type\":\"CWD\",\"msg\":\"audit(1.2:3)\",\"cwd\":\"\xEF\xBF\xBD"
            "A\"}");
  EXPECT_EQ(Shaped("type=SYSCALL msg=audit(1.2:3): key=6101620163"),
            R"j({"type":"SYSCALL","msg":"audit(1.2:3)","key":["a","b","c"]})j");
}

TEST(AuditTest, FieldsOfAUserRecord) {
  EXPECT_EQ(Shaped("type=USER_LOGIN msg=audit(1.2:3): pid=1 uid=0 msg='op=login acct=\"root\" "
                   "exe=\"/usr/sbin/sshd\" hostname=? res=failed'\x1dUID=\"root\" AUID=\"unset\""),
            R"j({"type":"USER_LOGIN","msg":"audit(1.2:3)","pid":"1","uid":"0","op":"login",)j"
            R"j("acct":"root","exe":"/usr/sbin/sshd","hostname":"?","res":"failed","UID":"root",)j"
            R"j("AUID":"unset"})j");
}

TEST(AuditTest, BehindAHeaderOfSyslogAndBesidePlainLines) {
  const Outcomes out = RunText(
      "plain\nNov 24 10:00:00 h audispd: node=h type=CWD msg=audit(1.2:3): cwd=\"/\"\n"
      "type=CWD msg=audit(broken\nsays type=CWD msg=audit(1.2:3): cwd=\"/\"\n");
  ASSERT_EQ(out.documents.size(), 4u);
  EXPECT_EQ(out.documents[0].text, "plain");
  EXPECT_FALSE(out.documents[0].json);
  EXPECT_EQ(out.documents[1].text, R"j({"node":"h","type":"CWD","msg":"audit(1.2:3)","cwd":"/"})j");
  EXPECT_TRUE(out.documents[1].json);
  EXPECT_EQ(out.documents[1].line, 2u);
  EXPECT_EQ(out.documents[2].text, "type=CWD msg=audit(broken");
  EXPECT_FALSE(out.documents[2].json);
  EXPECT_FALSE(out.documents[3].json);
}

TEST(AuditTest, HostileRecords) {
  std::string nested = "type=X msg=audit(1.2:3): ";
  for (int i = 0; i < 100'000; ++i) nested += "msg='";
  EXPECT_FALSE(Shaped(nested).empty());
  std::string many = "type=X msg=audit(1.2:3):";
  for (int i = 0; i < 20'000; ++i) many += " a=b";
  EXPECT_EQ(Shaped(many), many);  // stays a plain line
  EXPECT_FALSE(Shaped("type=X msg=audit(): =  a= =b \" ' msg='").empty());
}

}  // namespace
}  // namespace dcv::stream
