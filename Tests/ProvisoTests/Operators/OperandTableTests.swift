import Foundation
import ProvisoKernel
import TestSupport
import Testing

/// The tables of operators and operands in the language reference agree with the three judges.
///
/// A comment before the table names the operator, with `A` for the rows and `B` for the columns:
/// `<!-- table: A == B -->` for conditions, `<!-- values: A + B -->` for values.
@Suite struct OperandTableTests {
  struct Table {
    let form: String
    let holdsValues: Bool
    let columns: [String]
    let rows: [(operand: String, cells: [String])]
  }

  static func tables() throws -> [Table] {
    let article = try LanguageReference.article("OperatorsAndTypes.md")
    return article.matches(of: #/<!-- (table|values): (.+?) -->\n\n((?:\|.*\n)+)/#).map { match in
      let lines = match.output.3.split(separator: "\n").map { line in
        line.split(separator: "|", omittingEmptySubsequences: true).map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      }
      return Table(
        form: String(match.output.2), holdsValues: match.output.1 == "values",
        columns: Array(lines[0].dropFirst()),
        rows: lines.dropFirst(2).map { ($0[0], Array($0.dropFirst())) })
    }
  }

  private static func operand(_ written: String, unknown: String) -> String {
    switch written {
    case "unknown": return "r.after.\(unknown)"
    case "no value": return #"json("?")"#
    default:
      let json = written.filter { $0 != "`" }.replacing("\"", with: "\\\"")
      return "json(\"\(json)\")"
    }
  }

  /// Returns the judges' answers to a condition, for all values of the unknowns.
  private static func answers(_ text: String) throws -> Set<JudgedCondition.Answer> {
    let judges = try #require(try JudgedCondition(text), "\(text)")
    var out: Set<JudgedCondition.Answer> = []
    for (index, u) in JudgedCondition.pool.enumerated() {
      for v in judges.isFolded ? [.null] : JudgedCondition.pool {
        let values = ["u": u, "v": v]
        let complaint = judges.disagreement(values, withSolver: index % 5 == 0 && v == .null)
        #expect(complaint == nil, "\(text) \(complaint ?? "")")
        // The term does not determine the parts of an unknown list, but the tree knows the list.
        out.insert(judges.concrete(values))
      }
      if judges.isFolded { break }
    }
    return out
  }

  @Test func tablesAgreeWithTheJudges() throws {
    let tables = try Self.tables()
    #expect(tables.count >= 12)
    for table in tables {
      for row in table.rows {
        #expect(row.cells.count == table.columns.count, "\(table.form), \(row.operand)")
        for (column, cell) in zip(table.columns, row.cells) {
          let form = OperatorTests.filled(
            table.form, with: Self.operand(row.operand, unknown: "u"),
            Self.operand(column, unknown: "v"))
          let location = "\(table.form) of \(row.operand) and \(column)"
          if table.holdsValues, cell.hasPrefix("`") {
            let found = try Self.answers("(\(form)) == \(cell.filter { $0 != "`" })")
            #expect(found == [.yes], "\(location) is not \(cell)")
          } else if table.holdsValues {
            let found = try Self.answers("(\(form)) == 1")
            switch cell {
            case "no value": #expect(found == [.open], "\(location): \(found)")
            default:
              #expect(cell == "unknown" && found.count > 1, "\(location): \(found) is not \(cell)")
            }
          } else {
            let found = try Self.answers(form)
            let said =
              found == [.yes] ? "true" : found == [.no] ? "false" : "either"
            #expect(said == cell, "\(location): \(said)")
          }
        }
      }
    }
  }
}
