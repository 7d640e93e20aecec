// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ir/ir.h"

namespace dcv::ir {
namespace {

Predicate Equals(FieldId field, std::string text) {
  Predicate predicate;
  predicate.field = field;
  predicate.text = std::move(text);
  return predicate;
}

class ProgramTest : public ::testing::Test {
 protected:
  ExprId Leaf(const std::string& text) { return program_.Leaf(program_.Intern(Equals(0, text))); }
  const Expr& At(ExprId id) { return program_.exprs()[id]; }
  Program program_;
  ExprId a_ = Leaf("a"), b_ = Leaf("b"), c_ = Leaf("c");
};

TEST_F(ProgramTest, EqualThingsHaveEqualIds) {
  Field field{"f", {{{logsource::Segment::Kind::kMember, "f", {}}}}, true};
  EXPECT_EQ(program_.Intern(field), program_.Intern(field));
  Field other = field;
  other.flat = false;
  EXPECT_NE(program_.Intern(field), program_.Intern(other));
  EXPECT_EQ(Leaf("a"), a_);
  Predicate cased = Equals(0, "a");
  cased.cased = true;
  EXPECT_NE(program_.Leaf(program_.Intern(cased)), a_);
  EXPECT_EQ(program_.And({a_, b_}), program_.And({a_, b_}));
  EXPECT_NE(program_.And({a_, b_}), program_.Or({a_, b_}));
  EXPECT_NE(program_.And({a_, b_}), program_.And({b_, a_})) << "the rule's order is kept";
}

TEST_F(ProgramTest, ManyStayApart) {
  std::vector<ExprId> ids;
  for (int i = 0; i < 20'000; ++i) ids.push_back(Leaf("text " + std::to_string(i)));
  for (int i = 0; i < 20'000; ++i)
    EXPECT_EQ(Leaf("text " + std::to_string(i)), ids[static_cast<size_t>(i)]);
}

TEST_F(ProgramTest, ConstantsFold) {
  EXPECT_EQ(program_.And({}), program_.True());
  EXPECT_EQ(program_.Or({}), program_.False());
  EXPECT_EQ(program_.And({a_, program_.True()}), a_);
  EXPECT_EQ(program_.And({a_, program_.False(), b_}), program_.False());
  EXPECT_EQ(program_.Or({a_, program_.False()}), a_);
  EXPECT_EQ(program_.Or({a_, program_.True()}), program_.True());
  EXPECT_EQ(program_.Not(program_.True()), program_.False());
  EXPECT_EQ(program_.Not(program_.False()), program_.True());
}

TEST_F(ProgramTest, NotOfNotIsTheOperand) {
  EXPECT_EQ(program_.Not(program_.Not(a_)), a_);
}

TEST_F(ProgramTest, FlatWithoutDuplicatesInOrder) {
  const ExprId ba = program_.And({b_, a_});
  const ExprId all = program_.And({c_, ba, a_, c_});
  EXPECT_EQ(At(all).kind, ExprKind::kAnd);
  EXPECT_EQ(At(all).operands, (std::vector<ExprId>{c_, b_, a_}));
  EXPECT_EQ(program_.Or({a_, a_}), a_);
  const ExprId mixed = program_.Or({ba, c_});
  EXPECT_EQ(At(mixed).operands, (std::vector<ExprId>{ba, c_}));
}

}  // namespace
}  // namespace dcv::ir
