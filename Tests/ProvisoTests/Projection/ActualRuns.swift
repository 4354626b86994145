/// Every run of an apply, as a graph of the moments that it can reach.
///
/// A step begins when everything that it waits for is done, its parts happen one by one, and it
/// ends or fails (LANGUAGE, "While a step is in flight"). A node without effect ends or fails at
/// once. A moment is a number: six bits for each step, two for its progress and four for its parts,
/// and two bits for every other node.
struct ActualRuns {
  /// How far a node has come.
  enum Progress: UInt64 {
    case pending, inFlight, failed, done
  }

  let order: ActualOrder
  /// The attributes that the update of each node changes.
  let changed: [[String]]
  private(set) var moments: [UInt64] = [0]
  /// The indices of the moments that can follow each moment.
  private(set) var followers: [[Int]] = []
  /// Whether all moments were visited. Otherwise only few steps are in flight or failed at once.
  private(set) var isExhaustive = true

  private let shifts: [UInt64]
  private let partCounts: [Int]
  private let waits: [[Int]]
  private let isNodeStep: [Bool]

  /// The maximum number of attributes that an update may change.
  static let mostParts = 4

  /// Visits the moments; `nil` if there are too many.
  init?(_ plan: ActualPlan, _ order: ActualOrder, limit: Int) {
    self.order = order
    var changed: [[String]] = []
    var shifts: [UInt64] = []
    var counts: [Int] = []
    var bits: UInt64 = 0
    for node in order.nodes {
      shifts.append(bits)
      changed.append([])
      switch node.kind {
      case .delete: counts.append(2)
      case .create(let object):
        counts.append(
          plan.objects[object].action == .replace
            && plan.replacesCreateFirst(plan.objects[object].block) ? 3 : 2)
      case .update(let object):
        let names = Self.changes(of: plan.objects[object])
        guard names.count <= Self.mostParts else { return nil }
        changed[changed.count - 1] = names
        counts.append(names.count)
      default: counts.append(0)
      }
      bits += node.object == nil ? 2 : 6
    }
    guard bits <= 64 else { return nil }
    self.changed = changed
    self.shifts = shifts
    partCounts = counts
    waits = order.nodes.map { $0.waits.sorted() }
    isNodeStep = order.nodes.map { $0.object != nil }
    for most in [Int.max, 2, 1] {
      isExhaustive = most == Int.max
      if visit(mostAtOnce: most, limit: limit) { return }
    }
    return nil
  }

  private static func changes(of object: ActualObject) -> [String] {
    guard let before = object.before, let after = object.after else { return [] }
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
  }

  // MARK: - Moments

  func progress(_ node: Int, at moment: UInt64) -> Progress {
    Progress(rawValue: moment >> shifts[node] & 3) ?? .pending
  }

  /// Whether a part of a step has happened. The parts of a creation are "exists", "managed" and
  /// "`now` is the new object", those of a deletion "gone" and "not managed", those of an update
  /// the attributes in `changed`.
  func hasHappened(_ part: Int, of node: Int, at moment: UInt64) -> Bool {
    moment >> (shifts[node] + 2 + UInt64(part)) & 1 == 1
  }

  func canBegin(_ node: Int, at moment: UInt64) -> Bool {
    guard progress(node, at: moment) == .pending, !order.nodes[node].isDropped else { return false }
    for wait in waits[node] where moment >> shifts[wait] & 3 != 3 { return false }
    return true
  }

  func count(_ progress: Progress, at moment: UInt64) -> Int {
    var count = 0
    for shift in shifts where moment >> shift & 3 == progress.rawValue { count += 1 }
    return count
  }

  /// Whether nothing is in flight and nothing can begin.
  func isAtRest(_ moment: UInt64) -> Bool {
    count(.inFlight, at: moment) == 0
      && shifts.indices.allSatisfy { !canBegin($0, at: moment) }
  }

  /// Whether the run is over and nothing has failed.
  func isComplete(_ moment: UInt64) -> Bool {
    count(.failed, at: moment) == 0 && isAtRest(moment)
  }

  /// Whether a step is done and no step that waits for it has begun.
  func isJustDone(_ node: Int, at moment: UInt64) -> Bool {
    guard progress(node, at: moment) == .done else { return false }
    return !order.steps.contains {
      order.nodes[$0].waits.contains(node) && progress($0, at: moment) != .pending
    }
  }

  // MARK: - Visiting

  private func next(_ moment: UInt64, mostAtOnce: Int) -> [UInt64] {
    var found: [UInt64] = []
    func set(_ node: Int, _ progress: Progress, _ parts: UInt64) -> UInt64 {
      let width: UInt64 = isNodeStep[node] ? 0b111111 : 0b11
      return moment & ~(width << shifts[node])
        | (progress.rawValue | parts << 2) << shifts[node]
    }
    var unfinished = 0
    for node in shifts.indices where isNodeStep[node] {
      let progress = moment >> shifts[node] & 3
      if progress == 1 || progress == 2 { unfinished += 1 }
    }
    for node in shifts.indices {
      switch progress(node, at: moment) {
      case .done, .failed: break
      case .pending:
        guard canBegin(node, at: moment) else { break }
        if isNodeStep[node] {
          if unfinished < mostAtOnce { found.append(set(node, .inFlight, 0)) }
        } else {
          found.append(set(node, .done, 0))
          found.append(set(node, .failed, 0))
        }
      case .inFlight:
        let parts = moment >> (shifts[node] + 2) & 0b1111
        let all: UInt64 = (1 << UInt64(partCounts[node])) - 1
        if parts == all { found.append(set(node, .done, all)) }
        found.append(set(node, .failed, parts))
        for part in 0..<UInt64(partCounts[node]) where parts >> part & 1 == 0 {
          found.append(set(node, .inFlight, parts | 1 << part))
        }
      }
    }
    return found
  }

  private mutating func visit(mostAtOnce: Int, limit: Int) -> Bool {
    moments = [0]
    followers = []
    var index: [UInt64: Int] = [0: 0]
    var position = 0
    while position < moments.count {
      var next: [Int] = []
      for moment in self.next(moments[position], mostAtOnce: mostAtOnce) {
        if let known = index[moment] {
          next.append(known)
        } else {
          index[moment] = moments.count
          next.append(moments.count)
          moments.append(moment)
        }
      }
      guard moments.count <= limit else { return false }
      followers.append(next)
      position += 1
    }
    return true
  }
}
