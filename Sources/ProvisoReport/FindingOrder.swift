import ProvisoKernel
import ProvisoResult

/// The order of properties in reports: the worst verdict first, then the highest severity.
enum FindingOrder {
  static func sorted(_ properties: [PropertyResult]) -> [PropertyResult] {
    properties.enumerated().sorted {
      (-rank($0.element), -severityRank($0.element), $0.offset)
        < (-rank($1.element), -severityRank($1.element), $1.offset)
    }.map(\.element)
  }

  private static func rank(_ property: PropertyResult) -> Int {
    switch property.verdict {
    case .violated: property.isWaived ? 1 : 3
    case .undecided: property.isWaived ? 1 : 2
    case .proved, .trusted, .tolerated: 0
    }
  }

  private static func severityRank(_ property: PropertyResult) -> Int {
    Severity.allCases.firstIndex(of: property.severity) ?? 0
  }
}
