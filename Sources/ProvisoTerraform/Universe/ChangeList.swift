import JSON
import ProvisoInput
import ProvisoKernel
import ProvisoResult

extension TerraformPlan {
  /// The changes as data, for properties outside of the vocabulary `terraform`: a list with one map
  /// for each entry of `resource_changes` whose action is not `no-op`.
  ///
  /// The members have the names of the vocabulary (SemanticsOfTerraform, "Objects and attributes"):
  /// `address`, `type`, `name`, `module`, `key`, `deposed`, `mode`, `action`, `reason`, `creates`,
  /// `deletes`, `before` and `after`. A value that is known only after apply is unknown here. A
  /// sensitive value is never printed.
  package var changeList: PartialValue {
    .list(resources.filter { $0.isListed && $0.action != .noOp }.map(Self.change))
  }

  /// The number of objects for each kind of change, in the order of Terraform's own summary.
  package var changeCounts: [ChangeCount] {
    let verbs: [(TerraformAction, String)] = [
      (.import, "import"), (.create, "add"), (.update, "change"), (.delete, "destroy"),
      (.replace, "replace"), (.forget, "forget"),
    ]
    return verbs.compactMap { action, verb in
      let count = resources.count { $0.isListed && $0.mode == .managed && $0.action == action }
      return count == 0 ? nil : ChangeCount(verb, count: count)
    }
  }

  private static func change(_ object: TerraformResource) -> PartialValue {
    func text(_ text: String) -> PartialValue { .known(.string(Text(text))) }
    func textOrNull(_ value: String?) -> PartialValue { value.map(text) ?? .known(.null) }
    let actions = object.actions.list
    let mask = object.mask
    let members: [(name: Text, value: PartialValue)] = [
      (Text("address"), text(object.address)),
      (Text("type"), text(object.type)),
      (Text("name"), text(object.name)),
      (Text("module"), text(object.moduleAddress)),
      (Text("key"), .known(object.key?.kernelValue ?? .null)),
      (Text("deposed"), textOrNull(object.deposed)),
      (Text("mode"), text(object.mode.rawValue)),
      (Text("action"), text(object.action.rawValue)),
      (Text("reason"), textOrNull(object.actionReason)),
      (Text("creates"), .known(.bool(actions.contains("create")))),
      (Text("deletes"), .known(.bool(actions.contains("delete")))),
      (
        Text("before"), PartialValue(object.before, unknown: nil, mask: mask)
      ),
      (
        Text("after"),
        PartialValue(object.after, unknown: object.afterUnknown, mask: mask)
      ),
    ]
    return .map(members)
  }
}

extension PartialValue {
  /// Creates a value of a plan in which some parts are unknown or sensitive.
  ///
  /// The document's depth limit bounds the recursion.
  init(_ json: JSONValue?, unknown: JSONValue?, mask: Mask) {
    if mask == .all {
      self = .sensitive(PartialValue(json, unknown: unknown, mask: .none))
      return
    }
    if unknown?.bool == true {
      self = .unknown("a value that is \(UnknownWords.terraform.adjective)")
      return
    }
    let known = json?.isNull == false ? json : nil
    let isOpen = unknown?.hasTrue ?? false
    guard isOpen || mask.hidesAnything else {
      self = .known(known?.kernelValue ?? .null)
      return
    }
    switch (known ?? unknown)?.kind {
    case .array:
      guard let pairs = UnknownElements.pairs(known, marks: unknown) else {
        self = .unknown("a list with elements that are \(UnknownWords.terraform.adjective)")
        return
      }
      self = .list(
        pairs.enumerated().map { index, pair in
          PartialValue(pair.value, unknown: pair.mark, mask: mask[element: index])
        })
    case .object:
      var names: [String] = []
      var seen: Set<String> = []
      for side in [known, unknown] {
        for (name, value) in side?.members.map({ $0 }) ?? []
        where !value.isNull && seen.insert(name.string).inserted {
          names.append(name.string)
        }
      }
      self = .map(
        names.map { name in
          (
            Text(name),
            PartialValue(known?[name], unknown: unknown?[name], mask: mask[Text(name)])
          )
        })
    default: self = .sensitive(.known(known?.kernelValue ?? .null))
    }
  }
}
