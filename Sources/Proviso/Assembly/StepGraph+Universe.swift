import ProvisoKernel
import ProvisoResult

extension StepGraph {
  /// The number of waits beyond which a graph is not drawn: nobody can read it.
  private static let mostWaits = 50_000

  /// The steps with an effect, and the certain order between them; `nil` if there is too much of it.
  init?(of universe: any Universe) {
    let steps = universe.system.steps
    let descriptions = steps.indices.map(universe.describe)
    var shown: [Int?] = Array(repeating: nil, count: steps.count)
    var count = 0
    for index in steps.indices where descriptions[index].hasEffect {
      shown[index] = count
      count += 1
    }
    // Steps without an effect only connect the others.
    var behind: [Int: Set<Int>] = [:]
    var total = 0
    func visible(from step: Int) -> Set<Int>? {
      var found: Set<Int> = []
      var seen: Set<Int> = [step]
      var open = [step]
      while let top = open.popLast() {
        for wait in steps[top].waits where wait.condition == nil {
          if let index = shown[wait.step] {
            found.insert(index)
          } else if let known = behind[wait.step] {
            found.formUnion(known)
          } else if seen.insert(wait.step).inserted {
            open.append(wait.step)
          }
        }
        guard total + found.count + seen.count <= Self.mostWaits else { return nil }
      }
      total += found.count
      return found
    }
    var out: [Step] = []
    for index in steps.indices where shown[index] == nil {
      guard let found = visible(from: index) else { return nil }
      behind[index] = found
    }
    total = 0
    for index in steps.indices where shown[index] != nil {
      guard let found = visible(from: index) else { return nil }
      out.append(
        Step(
          name: descriptions[index].name, action: descriptions[index].action,
          waits: found.sorted()))
    }
    self.init(steps: out)
  }
}
