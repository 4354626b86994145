import ProvisoAgent
import ProvisoKernel
import ProvisoResult

extension CheckResult {
  /// Names the values that a person can approve, where they leave an instance undecided.
  mutating func nameAskedValues(of universe: any Universe) {
    guard let calls = universe as? AgentUniverse,
      properties.contains(where: { !$0.undecided.isEmpty })
    else { return }
    let asked = calls.askedValues
    guard !asked.isEmpty else { return }
    for property in properties.indices {
      for instance in properties[property].undecided.indices {
        let reason = properties[property].undecided[instance].reason
        properties[property].undecided[instance].ask = asked[reason]
      }
    }
  }
}
