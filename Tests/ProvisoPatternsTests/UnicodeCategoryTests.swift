import Testing

@testable import ProvisoPatterns

/// The written table of general categories against the properties that the standard library has.
@Suite struct UnicodeCategoryTests {
  /// A standard library of another version of Unicode knows more characters or fewer; what both know
  /// must agree.
  @Test func everyCodePointIsInItsCategory() {
    var categories: [UInt32: String] = [:]
    for name in UnicodeCategories.names {
      for range in UnicodeCategories.ranges(of: name) ?? [] {
        for value in range {
          #expect(categories[value] == nil, "\(value) is in \(categories[value] ?? "") and \(name)")
          categories[value] = name
        }
      }
    }
    var compared = 0
    var differences: [UInt32] = []
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value), let name = categories[value],
        scalar.properties.generalCategory != .unassigned
      else { continue }
      compared += 1
      if !Self.name(of: scalar).elementsEqual(name) { differences.append(value) }
    }
    #expect(compared > 280_000)
    // A few characters change their category from one version of Unicode to the next.
    #expect(differences.count < 20, "\(differences.map { String($0, radix: 16) })")
  }

  /// The first letter of a category's name, by a way that does not use the table, and its second.
  private static func name(of scalar: Unicode.Scalar) -> String {
    let names: [Unicode.GeneralCategory: String] = [
      .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt", .modifierLetter: "Lm",
      .otherLetter: "Lo", .nonspacingMark: "Mn", .spacingMark: "Mc", .enclosingMark: "Me",
      .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No", .connectorPunctuation: "Pc",
      .dashPunctuation: "Pd", .openPunctuation: "Ps", .closePunctuation: "Pe",
      .initialPunctuation: "Pi", .finalPunctuation: "Pf", .otherPunctuation: "Po",
      .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk", .otherSymbol: "So",
      .spaceSeparator: "Zs", .lineSeparator: "Zl", .paragraphSeparator: "Zp", .control: "Cc",
      .format: "Cf", .privateUse: "Co",
    ]
    return names[scalar.properties.generalCategory] ?? "?"
  }

  @Test func aGroupIsTheUnionOfItsCategories() throws {
    let letters = try #require(RegexSet.unicode("L"))
    for scalar in ["é", "Ω", "日", "ǅ", "ʰ"] as [Unicode.Scalar] {
      #expect(letters.contains(scalar))
    }
    for scalar in ["5", "_", " ", "\u{301}"] as [Unicode.Scalar] {
      #expect(!letters.contains(scalar))
    }
    #expect(RegexSet.unicode("Klingon") == nil)
    #expect(RegexSet.unicode("X") == nil)
  }
}
