import ProvisoAgent
import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

/// The parts into which the calls of a session fall, so that no call of one part can make a difference to another
/// part.
///
/// Two calls are in one part if they may touch the same state, or state that a property reads together
/// (``WorldFootprints``). Parts only grow: a new call can join several. It is a union-find structure over the
/// state (R. Tarjan, "Efficiency of a Good But Not Linear Set Union Algorithm", 1975), with the calls of each part.
struct SessionParts: Sendable {
  /// A piece of the state.
  private enum Piece: Hashable {
    case variable(Int)
    case relation(Int)
    /// The objects of an entity together.
    case entity(Int)
    case object(entity: Int, name: String)
  }

  let footprints: WorldFootprints
  /// The directory that paths in the world are relative to; `nil` if it is not known.
  let directory: String?
  private var pieces: [Piece: Int] = [:]
  private var parents: [Int] = []
  /// The calls of each part, by its root.
  private var members: [Int: [Int]] = [:]
  /// The entities whose objects are in one part.
  private var joined: Set<Int> = []
  /// The names of each entity's objects, as far as they are in no common part.
  private var names: [Int: [(path: FilePath, piece: Int)]] = [:]

  /// - Parameter directory: the directory that paths in the world are relative to; `nil` if it is not
  ///   known.
  init(_ footprints: WorldFootprints, in directory: String?) {
    self.footprints = footprints
    self.directory = directory
    let declared = footprints.declared(in: directory)
    var objects: [ObjectID: Int] = [:]
    for (object, name) in declared {
      objects[object] = piece(of: name, in: object.entity)
    }
    declaredPieces = objects
    for coupling in footprints.couplings { _ = join(pieces(of: coupling)) }
  }

  private var declaredPieces: [ObjectID: Int] = [:]

  // MARK: Pieces

  private mutating func index(of piece: Piece) -> Int {
    if let index = pieces[piece] { return index }
    parents.append(parents.count)
    pieces[piece] = parents.count - 1
    return parents.count - 1
  }

  private mutating func piece(of name: String, in entity: Int) -> Int {
    if joined.contains(entity) { return index(of: .entity(entity)) }
    let piece = Piece.object(entity: entity, name: name)
    if let index = pieces[piece] { return index }
    let index = index(of: piece)
    guard footprints.relatesNames, !name.isEmpty else { return index }
    let path = FilePath(name, in: directory)
    for (other, piece) in names[entity] ?? []
    where path.isSame(as: other) != false || path.contains(other) != false
      || other.contains(path) != false
    {
      _ = join([index, piece])
    }
    names[entity, default: []].append((path, index))
    return index
  }

  private mutating func pieces(of footprint: Footprint) -> [Int] {
    for entity in footprint.entities where joined.insert(entity).inserted {
      let whole = index(of: .entity(entity))
      let objects = pieces.filter {
        if case .object(entity, _) = $0.key { true } else { false }
      }
      _ = join([whole] + objects.values)
      names[entity] = nil
    }
    return footprint.variables.map { index(of: .variable($0)) }
      + footprint.relations.map { index(of: .relation($0)) }
      + footprint.entities.map { index(of: .entity($0)) }
      + footprint.objects.compactMap { declaredPieces[$0] }
  }

  // MARK: Parts

  private mutating func root(_ index: Int) -> Int {
    var root = index
    while parents[root] != root { root = parents[root] }
    var next = index
    while parents[next] != root { (parents[next], next) = (root, parents[next]) }
    return root
  }

  /// Makes one part of several.
  ///
  /// - Returns: its root; `nil` for no piece.
  private mutating func join(_ indices: [Int]) -> Int? {
    guard let first = indices.first else { return nil }
    var whole = root(first)
    for index in indices.dropFirst() {
      var other = root(index)
      guard other != whole else { continue }
      if (members[other]?.count ?? 0) > (members[whole]?.count ?? 0) { swap(&other, &whole) }
      parents[other] = whole
      if let moved = members.removeValue(forKey: other) { members[whole, default: []] += moved }
    }
    return whole
  }

  private mutating func pieces(of touch: WorldFootprints.Touch) -> [Int] {
    // Entities first, because their objects need no pieces then.
    pieces(of: touch.footprint) + touch.names.map { piece(of: $0.name, in: $0.entity) }
  }

  /// The calls that may meet something.
  ///
  /// - Parameters:
  ///   - touches: what steps touch.
  ///   - others: pieces that are met in any case.
  mutating func calls(
    meeting touches: [WorldFootprints.Touch], and others: Set<Int> = []
  ) -> [Int] {
    let pieces = touches.flatMap { self.pieces(of: $0) } + others
    // A piece that was found first may have been joined later.
    return Set(pieces.map { root($0) }).flatMap { members[$0] ?? [] }
  }

  /// Takes a call in.
  ///
  /// - Returns: a piece of its part; `nil` if it touches nothing.
  mutating func add(_ call: Int, touching touches: [WorldFootprints.Touch]) -> Int? {
    guard let part = join(touches.flatMap { pieces(of: $0) }) else { return nil }
    members[part, default: []].append(call)
    return part
  }

  /// The state that the steps of a call touch; `nil` if that may be anything.
  func touches(of reading: CallReading) -> [WorldFootprints.Touch]? {
    var out: [WorldFootprints.Touch] = []
    for call in reading.calls {
      guard !OpenEffects.tools.keys.contains(call.tool),
        let touch = footprints.touch(of: call, in: directory), !touch.footprint.isUnbounded
      else { return nil }
      out.append(touch)
    }
    return out
  }
}

// MARK: Summaries

extension SessionParts {
  /// Writes the pieces with their parts. The calls in the parts are left out.
  ///
  /// - Returns: the first piece of each piece's part.
  func write(to writer: inout SummaryWriter) -> [Int] {
    // A part is named after its first piece, so that the order of joining makes no difference.
    var roots = self
    var first: [Int: Int] = [:]
    var out: [Int] = []
    writer.add(parents.count)
    for (piece, index) in pieces.sorted(by: { $0.value < $1.value }) {
      switch piece {
      case .variable(let variable): writer.add([0, variable])
      case .relation(let relation): writer.add([1, relation])
      case .entity(let entity): writer.add([2, entity])
      case .object(let entity, let name):
        writer.add([3, entity])
        writer.add(name)
      }
      let root = roots.root(index)
      if first[root] == nil { first[root] = index }
      out.append(first[root] ?? index)
      writer.add(first[root] ?? index)
    }
    writer.add(joined.count)
    writer.add(joined.sorted())
    return out
  }

  /// Takes over the pieces that were written for a session of the same world and directory.
  ///
  /// - Returns: whether they fit the world.
  mutating func read(from reader: inout SummaryReader) -> Bool {
    guard let count = reader.integer() else { return false }
    let declared = parents.count
    var found: [Piece: Int] = [:]
    var roots: [Int] = []
    var objects: [(entity: Int, name: String, index: Int)] = []
    for index in 0..<count {
      guard let kind = reader.integer(), let number = reader.integer() else { return false }
      let piece: Piece
      switch kind {
      case 0: piece = .variable(number)
      case 1: piece = .relation(number)
      case 2: piece = .entity(number)
      case 3:
        guard let name = reader.text() else { return false }
        piece = .object(entity: number, name: name)
        objects.append((number, name, index))
      default: return false
      }
      guard let root = reader.integer(), root == index || root < index && roots[root] == root,
        found.updateValue(index, forKey: piece) == nil,
        index >= declared || pieces[piece] == index
      else { return false }
      roots.append(root)
    }
    guard count >= declared, let joinedCount = reader.integer() else { return false }
    var all: Set<Int> = []
    for _ in 0..<joinedCount {
      guard let entity = reader.integer(), all.insert(entity).inserted else { return false }
    }
    guard joined.isSubset(of: all) else { return false }
    (pieces, parents, joined, members, names) = (found, roots, all, [:], [:])
    for (entity, name, index) in objects
    where footprints.relatesNames && !name.isEmpty && !joined.contains(entity) {
      names[entity, default: []].append((FilePath(name, in: directory), index))
    }
    return true
  }

  /// Takes a call in that has been read from a summary.
  ///
  /// - Parameter piece: a piece of its part.
  /// - Returns: whether there is such a piece.
  mutating func add(_ call: Int, inPartOf piece: Int) -> Bool {
    guard parents.indices.contains(piece) else { return false }
    members[root(piece), default: []].append(call)
    return true
  }
}
