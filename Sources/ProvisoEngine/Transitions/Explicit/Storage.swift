#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A growing array of plain data, for loops that visit millions of states: no copies on write and
/// no reference counts.
final class Storage<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 1)
    base = Self.allocate(self.capacity)
  }

  /// Makes an array of `count` equal elements.
  init(repeating element: Element, count: Int) {
    capacity = max(count, 1)
    base = Self.allocate(capacity)
    base.initialize(repeating: element, count: count)
    self.count = count
  }

  convenience init(_ elements: some Collection<Element>) {
    self.init(capacity: elements.count)
    for element in elements { append(element) }
  }

  deinit { base.deallocate() }

  /// The size of a large page of memory, in bytes.
  private static var largePage: Int { 1 << 21 }

  /// Reserves memory. Much of it comes in large pages, because each access to another small one in a random
  /// place costs a walk through the page table.
  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride
    guard bytes >= 2 * largePage else { return .allocate(capacity: capacity) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: largePage)
    #if os(Linux)
      // It is only a wish: without large pages, the search is slower.
      _ = madvise(memory, bytes, MADV_HUGEPAGE)
    #endif
    return memory.bindMemory(to: Element.self, capacity: capacity)
  }

  private func grow(to least: Int) {
    capacity = max(capacity * 2, least)
    let larger = Self.allocate(capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }

  func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count += 1
  }

  func append(_ elements: UnsafePointer<Element>, count added: Int) {
    if count + added > capacity { grow(to: count + added) }
    (base + count).update(from: elements, count: added)
    count += added
  }

  func removeLast() { if count > 0 { count -= 1 } }

  /// Keeps only the first elements, and the memory of the others for new ones.
  func truncate(to length: Int) { count = min(count, length) }

  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  var last: Element? { count > 0 ? base[count - 1] : nil }
}

extension Storage {
  /// Sets the length, and every element to `element`.
  func resize(to length: Int, filling element: Element) {
    while count > length { removeLast() }
    for index in 0..<count { base[index] = element }
    while count < length { append(element) }
  }
}
