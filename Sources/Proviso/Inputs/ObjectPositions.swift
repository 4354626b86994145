import ProvisoResult
import ProvisoTerraform
import Synchronization

/// The positions of objects in the configurations beside the plans, which are read when a report asks.
package final class ObjectPositions: Sendable {
  package init() {}

  private let known = Mutex<[String: ConfigurationPositions]>([:])

  /// The position of an object of an input; `nil` if it is not found.
  package func position(_ input: String, _ object: String) -> ResultLocation? {
    guard input != "-" else { return nil }
    let positions = known.withLock { known in
      if let found = known[input] { return found }
      let made = ConfigurationPositions(besidePlanAt: input)
      known[input] = made
      return made
    }
    return positions.position(of: object)
  }
}
