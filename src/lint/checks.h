// SPDX-License-Identifier: Apache-2.0
// The checks, in the order of registry.cc, which names each; what is wrong and what to do are rows
// of data/diagnostics.tsv.
#pragma once

#include "lint/check.h"

namespace dcv::lint {

void DanglingDetection(const Subject& subject, Report& report);
void ThemConditionWithSingleDetection(const Subject& subject, Report& report);
void AllOfThemCondition(const Subject& subject, Report& report);
void SpecificInsteadOfGenericLogsource(const Subject& subject, Report& report);
void FieldnameLogsource(const Subject& subject, Report& report);
void IdentifierExistence(const Subject& subject, Report& report);
void IdentifierUniqueness(const World& world, Report& report);
void DuplicateTitle(const World& world, Report& report);
void DuplicateReferences(const Subject& subject, Report& report);
void DuplicateFilename(const World& world, Report& report);
void FilenameLength(const Subject& subject, Report& report);
void CustomAttributes(const Subject& subject, Report& report);
void InvalidModifierCombinations(const Subject& subject, Report& report);
void TagFormat(const Subject& subject, Report& report);
void NamespaceTag(const Subject& subject, Report& report);
void DuplicateTag(const Subject& subject, Report& report);
void AttackTag(const Subject& subject, Report& report);
void D3FendTag(const Subject& subject, Report& report);
void TlpV1Tag(const Subject& subject, Report& report);
void TlpV2Tag(const Subject& subject, Report& report);
void TlpTag(const Subject& subject, Report& report);
void CarTag(const Subject& subject, Report& report);
void CveTag(const Subject& subject, Report& report);
void DetectionTag(const Subject& subject, Report& report);
void StpTag(const Subject& subject, Report& report);
void DoubleWildcard(const Subject& subject, Report& report);
void NumberAsString(const Subject& subject, Report& report);
void ControlCharacter(const Subject& subject, Report& report);
void WildcardsInsteadOfModifiers(const Subject& subject, Report& report);
void EscapedWildcard(const Subject& subject, Report& report);
void AuthorExistence(const Subject& subject, Report& report);
void DateExistence(const Subject& subject, Report& report);
void DescriptionExistence(const Subject& subject, Report& report);
void LevelExistence(const Subject& subject, Report& report);
void StatusExistence(const Subject& subject, Report& report);
void OfselectionCondition(const Subject& subject, Report& report);
void MissingAsteriskCondition(const Subject& subject, Report& report);
void CorrelationRulesMinimum(const Subject& subject, Report& report);
void CorrelationGroupByExistence(const Subject& subject, Report& report);
void ModifiedDateOrder(const Subject& subject, Report& report);
void ModifiedWithoutDate(const Subject& subject, Report& report);
void RedundantModified(const Subject& subject, Report& report);
void DescriptionLength(const Subject& subject, Report& report);
void LinkInDescription(const Subject& subject, Report& report);
void CategoryEventId(const Subject& subject, Report& report);
void CategoryWindowsProviderName(const Subject& subject, Report& report);
void FalsepositivesCapital(const Subject& subject, Report& report);
void FalsepositivesBannedWord(const Subject& subject, Report& report);
void FalsepositivesTypoWord(const Subject& subject, Report& report);
void SpaceFieldName(const Subject& subject, Report& report);
void FieldnameCast(const Subject& subject, Report& report);
void InvalidFieldname(const Subject& subject, Report& report);
void FieldDuplicateValue(const Subject& subject, Report& report);
void InvalidAllModifier(const Subject& subject, Report& report);
void FieldUser(const Subject& subject, Report& report);
void InvalidHashKv(const Subject& subject, Report& report);
void RedundantField(const Subject& subject, Report& report);
void FieldsExistence(const Subject& subject, Report& report);
void UnknownField(const Subject& subject, Report& report);
void FilenameConvention(const Subject& subject, Report& report);
void FilenamePrefix(const Subject& subject, Report& report);
void CorrelationFilenamePrefix(const Subject& subject, Report& report);
void LogsourceUnknown(const Subject& subject, Report& report);
void SysmonMissingEventid(const Subject& subject, Report& report);
void GithubLink(const Subject& subject, Report& report);
void MitreLink(const Subject& subject, Report& report);
void StatusFolder(const Subject& subject, Report& report);
void StatusToHigh(const Subject& subject, Report& report);
void TagsUniqueDetection(const Subject& subject, Report& report);
void TagsDetection(const Subject& subject, Report& report);
void TagsUniqueTlp(const Subject& subject, Report& report);
void TagsTlp(const Subject& subject, Report& report);
void TagsTechniquesWithoutTactics(const Subject& subject, Report& report);
void TitleLength(const Subject& subject, Report& report);
void TitleStart(const Subject& subject, Report& report);
void TitleEnd(const Subject& subject, Report& report);
void TitleCase(const Subject& subject, Report& report);
void NeverTrue(const Subject& subject, Report& report);
void AlwaysTrueCondition(const Subject& subject, Report& report);
void UnreachableBranch(const Subject& subject, Report& report);
void RegexAsModifier(const Subject& subject, Report& report);
void ImpossibleValue(const Subject& subject, Report& report);
void UncBackslash(const Subject& subject, Report& report);
void FilterWithoutNot(const Subject& subject, Report& report);
void AttackOtherVersion(const Subject& subject, Report& report);
void AttackRetired(const Subject& subject, Report& report);
void Yaml11(const Subject& subject, Report& report);
void KeywordOnly(const Subject& subject, Report& report);
void OnlyNegated(const Subject& subject, Report& report);
void SubsumedValue(const Subject& subject, Report& report);
void SuppressionUnknown(const World& world, Report& report);

}  // namespace dcv::lint
