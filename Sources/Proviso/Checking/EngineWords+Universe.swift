import ProvisoEngine
import ProvisoKernel

extension EngineWords {
  /// The words for what the plans of a vocabulary leave open.
  init(for universe: any Universe) {
    self.init()
    stepName = { step in
      let description = universe.describe(step: step)
      return description.name.isEmpty
        ? description.action : "\(description.action) of \(description.name)"
    }
    switch universe.schema.name {
    case "terraform":
      orderFlag = Noun(
        "unknown create_before_destroy setting", plural: "unknown create_before_destroy settings")
      unknownValue = Noun(
        "value known only after apply", plural: "values known only after apply")
      orderRecord = "the graph"
    case "agent": unknownValue = Noun("value not returned yet", plural: "values not returned yet")
    default: break
    }
  }
}
