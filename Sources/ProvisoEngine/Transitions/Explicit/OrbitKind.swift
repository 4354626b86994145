import ProvisoKernel

/// The objects of one symmetry, with their signatures in a state (see ``StateOrbits``).
struct OrbitKind {
  let count: Int
  /// The code of each object.
  let codes: [Int]
  let numbers: [Value: Int]
  let single: [[Int]]
  let pairs: [[[Int]]]
  let presence: [Int]?
  /// The variables that can hold one of the objects, and those of them that belong to none.
  let others: [Int]
  /// For each kind of variables, whether they can hold one of the objects.
  let singleHolds: [Bool]
  let pairsHold: [Bool]
  /// Whether objects are related to each other.
  let isLinked: Bool
  private let objects: [Int: Int]
  private(set) var signatures: [UInt64]

  init(_ symmetry: ObjectSymmetry, _ compiled: CompiledSystem) {
    count = symmetry.objects.count
    codes = symmetry.objects.map(compiled.codes.code)
    numbers = Dictionary(
      uniqueKeysWithValues: symmetry.objects.enumerated().map { ($0.element, $0.offset) })
    objects = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($0.element, $0.offset) })
    single = symmetry.single
    pairs = symmetry.pairs
    presence = symmetry.presence
    let variables = compiled.system.variables
    let holders = Set(
      variables.indices.filter {
        variables[$0].sort.values?.contains(symmetry.objects[0]) ?? false
      })
    let own = Set(single.joined()).union(pairs.joined().joined())
    singleHolds = single.map { holders.contains($0[0]) }
    pairsHold = pairs.map { holders.contains($0[0][0]) }
    others = holders.subtracting(own).sorted()
    isLinked = !pairs.isEmpty || !own.isDisjoint(with: holders)
    signatures = Array(repeating: 0, count: count)
  }

  func object(of code: Int) -> Int? { objects[code] }

  /// The number of objects that exist; they are the first ones.
  func existing(in state: UnsafePointer<UInt64>, _ layout: StateLayout) -> Int {
    guard let presence else { return count }
    return presence.prefix { layout.code(of: $0, in: state) == ValueCodes.yes }.count
  }

  func siblings(of variable: Int) -> [Int] {
    for row in single where row.contains(variable) { return row }
    for square in pairs where square.joined().contains(variable) { return Array(square.joined()) }
    return []
  }

  /// Computes the signatures of the objects that exist. Objects that an exchange of the others leaves alike
  /// have equal signatures.
  mutating func sign(_ state: UnsafePointer<UInt64>, _ layout: StateLayout, count: Int) {
    func code(_ variable: Int) -> Int { layout.code(of: variable, in: state) }
    for object in 0..<count {
      var signature: UInt64 = 0
      for (index, row) in single.enumerated() {
        let value = code(row[object])
        let held = singleHolds[index] ? objects[value] : nil
        signature = Self.mix(
          signature, key: index, value: held.map { $0 == object ? -1 : -2 } ?? value)
      }
      for (index, variable) in others.enumerated() where code(variable) == codes[object] {
        signature = Self.mix(signature, key: -1 - index, value: 0)
      }
      signatures[object] = signature
    }
    guard isLinked else { return }
    for _ in 0..<2 {
      let old = signatures
      for object in 0..<count {
        var sum: UInt64 = 0
        for (index, row) in single.enumerated() where singleHolds[index] {
          if let held = objects[code(row[object])], held < count {
            sum &+= Self.mix(old[held], key: index, value: 1)
          }
          for other in 0..<count where code(row[other]) == codes[object] {
            sum &+= Self.mix(old[other], key: index, value: 2)
          }
        }
        for (index, square) in pairs.enumerated() {
          for other in 0..<count {
            let (out, back) = (code(square[object][other]), code(square[other][object]))
            let holds = pairsHold[index]
            sum &+= Self.mix(
              old[other], key: index * 2,
              value: value(out, holdsObjects: holds, from: object, to: other))
            sum &+= Self.mix(
              old[other], key: index * 2 + 1,
              value: value(back, holdsObjects: holds, from: object, to: other))
          }
        }
        signatures[object] = Self.mix(old[object], key: 7, value: Int(truncatingIfNeeded: sum))
      }
    }
  }

  /// The value of a pair, without the number of an object that it holds.
  private func value(_ value: Int, holdsObjects holds: Bool, from a: Int, to b: Int) -> Int {
    guard holds, let held = objects[value] else { return a == b ? value ^ 1 << 40 : value }
    return held == a ? -1 : held == b ? -2 : -3
  }

  private static func mix(_ hash: UInt64, key: Int, value: Int) -> UInt64 {
    // The finalizer of MurmurHash3 (A. Appleby, public domain).
    var h = hash ^ UInt64(bitPattern: Int64(value)) &* 0x9E37_79B9_7F4A_7C15
    h ^= UInt64(bitPattern: Int64(key)) &* 0xC2B2_AE3D_27D4_EB4F &+ 0x1656_67B1
    h ^= h >> 33
    h = h &* 0xFF51_AFD7_ED55_8CCD
    h ^= h >> 33
    h = h &* 0xC4CE_B9FE_1A85_EC53
    return h ^ (h >> 33)
  }

  /// The number of ways to order objects of which some groups are alike; `nil` if it is too large.
  static func arrangements(of count: Int, groups: [Int]) -> Int? {
    var result = 1
    var placed = 0
    for group in groups + Array(repeating: 1, count: count - groups.reduce(0, +)) {
      for number in 1...max(group, 1) {
        placed += 1
        let (product, overflow) = result.multipliedReportingOverflow(by: placed)
        guard !overflow else { return nil }
        result = product / number
      }
    }
    return result
  }
}
