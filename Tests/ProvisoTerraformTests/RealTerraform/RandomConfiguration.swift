import TestSupport

/// A random configuration of `terraform_data` resources, with random changes and its text.
///
/// Elements refer only to elements with a smaller id, so there is no cycle. Every object logs the
/// beginning and the end of its creation and deletion, and fails if the file `fails` contains its
/// name.
struct RandomConfiguration {
  enum Repetition: Equatable {
    case single
    case count(Int)
    case each([String])
  }

  /// A reference to another element; `style` selects one of several spellings.
  struct Mention {
    var id: Int
    var style: Int
  }

  struct Resource {
    var id: Int
    var name: String
    var repetition = Repetition.single
    var version = 1
    var trigger = 1
    var createsFirst = false
    var hasCondition = false
    var isData = false
    var mentions: [Mention] = []
    var triggerMentions: [Mention] = []
    var dependsOn: [Mention] = []
    var localMention: Mention?
  }

  struct Module {
    var id: Int
    var name: String
    var repetition = Repetition.single
    var inner: [Resource] = []
    /// Arguments by index. Resources of the module use some of them.
    var arguments: [Mention] = []
    var dependsOn: [Mention] = []
  }

  enum Element {
    case resource(Resource)
    case module(Module)

    var id: Int {
      switch self {
      case .resource(let resource): resource.id
      case .module(let module): module.id
      }
    }
  }

  var elements: [Element] = []
  var moves: [(from: String, to: String)] = []
  var forgets: [String] = []
  private var nextID = 0

  init(using random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 4...8, using: &random) { add(using: &random) }
  }

  // MARK: - Generation

  private mutating func add(using random: inout SeededGenerator) {
    let id = nextID
    nextID += 1
    let earlier = elements.map(\.id)
    if random.chance(25) {
      var module = Module(id: id, name: "m\(id)")
      module.repetition = Self.repetition(&random)
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let known = module.inner.map(\.id)
        var resource = Self.resource(nextID, after: known, using: &random)
        resource.isData = false
        // Resources of a module refer to its arguments by negative ids.
        if random.chance(60) {
          resource.mentions.append(
            Mention(id: -1 - Int.random(in: 0..<2, using: &random), style: 0))
        }
        nextID += 1
        module.inner.append(resource)
      }
      module.arguments = (0..<2).compactMap { _ in Self.mention(earlier, using: &random) }
      if random.chance(20) {
        module.dependsOn = Self.mentions(of: earlier, count: 1, using: &random)
      }
      elements.append(.module(module))
    } else {
      elements.append(.resource(Self.resource(id, after: earlier, using: &random)))
    }
  }

  private static func resource(
    _ id: Int, after earlier: [Int], using random: inout SeededGenerator
  ) -> Resource {
    var resource = Resource(id: id, name: "r\(id)")
    resource.isData = random.chance(8) && !earlier.isEmpty
    if resource.isData {
      resource.dependsOn = mentions(of: earlier, count: 1, using: &random)
      return resource
    }
    resource.repetition = repetition(&random)
    resource.createsFirst = random.chance(25)
    resource.hasCondition = random.chance(15)
    resource.mentions = mentions(
      of: earlier, count: Int.random(in: 0...2, using: &random), using: &random)
    if random.chance(15) {
      resource.triggerMentions = mentions(of: earlier, count: 1, using: &random)
    }
    if random.chance(15) { resource.dependsOn = mentions(of: earlier, count: 1, using: &random) }
    if random.chance(10) { resource.localMention = mention(earlier, using: &random) }
    return resource
  }

  private static func mention(_ ids: [Int], using random: inout SeededGenerator) -> Mention? {
    ids.randomElement(using: &random).map {
      Mention(id: $0, style: Int.random(in: 0..<3, using: &random))
    }
  }

  private static func mentions(
    of ids: [Int], count: Int, using random: inout SeededGenerator
  ) -> [Mention] {
    (0..<count).compactMap { _ in mention(ids, using: &random) }
  }

  private static func repetition(_ random: inout SeededGenerator) -> Repetition {
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1: .count(Int.random(in: 1...3, using: &random))
    case 2, 3: .each(Array(["a", "b.c", "d"].prefix(Int.random(in: 1...3, using: &random))))
    default: .single
    }
  }

  // MARK: - Changes

  mutating func change(using random: inout SeededGenerator) {
    moves = []
    forgets = []
    var kept: [Element] = []
    for element in elements {
      switch element {
      case .resource(var resource):
        if random.chance(18) {
          if !resource.isData, random.chance(20) {
            forgets.append("terraform_data.\(resource.name)")
          }
          continue
        }
        if !resource.isData, random.chance(6) {
          let old = "terraform_data.\(resource.name)"
          resource.name += "x"
          moves.append((old, "terraform_data.\(resource.name)"))
        }
        Self.change(&resource, using: &random)
        kept.append(.resource(resource))
      case .module(var module):
        if random.chance(15) { continue }
        if random.chance(15) { module.repetition = Self.repetition(&random) }
        module.inner = module.inner.filter { _ in !random.chance(12) }
        for index in module.inner.indices { Self.change(&module.inner[index], using: &random) }
        kept.append(.module(module))
      }
    }
    elements = kept
    for _ in 0..<Int.random(in: 0...2, using: &random) { add(using: &random) }
  }

  private static func change(_ resource: inout Resource, using random: inout SeededGenerator) {
    guard !resource.isData else { return }
    if random.chance(25) { resource.version += 1 }
    if random.chance(25) { resource.trigger += 1 }
    if random.chance(10) { resource.createsFirst.toggle() }
    if random.chance(10) { resource.mentions = Array(resource.mentions.dropFirst()) }
    if random.chance(15) {
      switch resource.repetition {
      case .count(let count):
        resource.repetition = .count(max(0, count + (random.chance(70) ? -1 : 1)))
      case .each(let keys): resource.repetition = .each(Array(keys.dropFirst()))
      case .single: break
      }
    }
  }
}
