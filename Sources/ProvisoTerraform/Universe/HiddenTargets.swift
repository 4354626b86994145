import Synchronization

/// The objects to which a name that the plan does not define, such as a local, can lead.
///
/// A local sees its own module instance, the outputs of the modules below it, and the arguments of
/// the module's call. If no argument names anything, nothing outside is seen. So the objects are kept
/// by their modules, and the modules in the order of their addresses, in which those below a module
/// stand together.
final class HiddenTargets: Sendable {
  private let plan: TerraformPlan
  /// The objects that a name can lead to, in their order.
  private let all: [Int]
  private let members: Set<Int>
  private let byModule: [String: [Int]]
  /// The addresses of the modules in the order of their bytes.
  private let modules: [String]
  /// Whether the call of each module passes nothing that is defined outside, by the module.
  private let closed = Mutex<[Int: Bool]>([:])
  private let hiding = Mutex<HidingObjects?>(nil)

  /// The objects with a hidden attribute.
  private struct HidingObjects {
    /// Those whose names can lead to any object.
    var open: [Int] = []
    /// Those whose names lead to their own module and those below it, by the module's address.
    var closed: [String: [Int]] = [:]
  }

  /// Prepares the objects of a plan that exist after the apply.
  init(_ plan: TerraformPlan) {
    self.plan = plan
    all = plan.resources.indices.filter {
      plan.resources[$0].deposed == nil && plan.resources[$0].after != nil
    }
    members = Set(all)
    byModule = Dictionary(grouping: all) { plan.resources[$0].moduleAddress }
    modules = byModule.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a name in the module of `object` can lead to `target`.
  func reaches(_ target: Int, from object: Int) -> Bool {
    guard members.contains(target) else { return false }
    guard isClosed(moduleOf: object) else { return true }
    let own = plan.resources[object].moduleAddress
    let other = plan.resources[target].moduleAddress
    return other == own || other.hasPrefix(own + ".")
  }

  /// The objects to which a name in the module of `object` can lead.
  func targets(of object: Int) -> [Int] {
    guard isClosed(moduleOf: object) else { return all }
    let own = plan.resources[object].moduleAddress
    var out = byModule[own] ?? []
    let below = own + "."
    var low = 0
    var high = modules.count
    while low < high {
      let middle = (low + high) / 2
      if modules[middle].utf8.lexicographicallyPrecedes(below.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    while low < modules.count, modules[low].utf8.starts(with: below.utf8) {
      out += byModule[modules[low]] ?? []
      low += 1
    }
    return out
  }

  /// The objects of which a hidden name can lead to `target`.
  ///
  /// - Parameter all: all objects with a hidden attribute, the same in each call.
  func hidingObjects(reaching target: Int, of all: () -> [Int]) -> [Int] {
    guard members.contains(target) else { return [] }
    let found = hiding.withLock { known in
      if let known { return known }
      var made = HidingObjects()
      for object in all() {
        if isClosed(moduleOf: object) {
          made.closed[plan.resources[object].moduleAddress, default: []].append(object)
        } else {
          made.open.append(object)
        }
      }
      known = made
      return made
    }
    let own = plan.resources[target].moduleAddress
    var out = found.open + (found.closed[own] ?? [])
    if !found.closed.isEmpty {
      for dot in own.utf8.indices where own.utf8[dot] == UInt8(ascii: ".") {
        out += found.closed[String(own[..<dot])] ?? []
      }
    }
    return out
  }

  /// Whether nothing outside of the module of an object is seen.
  private func isClosed(moduleOf object: Int) -> Bool {
    guard let node = plan.resources[object].configuration else { return false }
    let module = plan.configuration.nodes[node].module
    return closed.withLock { known in
      if let answer = known[module] { return answer }
      let answer = plan.isClosed(module: module)
      known[module] = answer
      return answer
    }
  }
}
