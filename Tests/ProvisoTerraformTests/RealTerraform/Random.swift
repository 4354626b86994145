import Foundation
import TestSupport

extension SeededGenerator {
  /// True in about `percent` of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}
