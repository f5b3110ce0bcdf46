using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Studio.Engine.Runtime;

/// <summary>
/// A file as memory, read-only: pages come in when touched and belong to the page cache, so a model of many gigabytes costs no private
/// memory. Pinning a slice (as a session does with its weights) is a lease: after <see cref="Dispose"/> the file stays mapped until the
/// last lease is back.
/// </summary>
public sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private readonly SafeMemoryMappedViewHandle? _mapping;

    private MappedFile(string path, long length, MemoryMappedViewAccessor? view)
    {
        Path = path;
        Length = length;
        _view = view;
        _mapping = view?.SafeMemoryMappedViewHandle;
    }

    public string Path { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <exception cref="EngineException">The file is missing or cannot be read (<see cref="EngineError.BadFile"/>).</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            var length = stream.Length;
            if (length == 0)
                return new MappedFile(path, 0, view: null);
            using var file = MemoryMappedFile.CreateFromFile(
                stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(path, length, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new EngineException(EngineError.BadFile, $"The file {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Part of the file, not copied. Valid until the file is disposed, or while it is pinned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the file.</exception>
    /// <exception cref="ObjectDisposedException">The file was disposed.</exception>
    public ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        if (_mapping is null || length == 0)
            return ReadOnlyMemory<byte>.Empty;
        ObjectDisposedException.ThrowIf(_mapping.IsClosed, this);
        return new MappedSlice(_mapping, _view!.PointerOffset + offset, length).Memory;
    }

    public void Dispose() => _view?.Dispose();

    /// <summary>Leases are the reference count of the mapping's own handle: they hold on every path, finalizers included.</summary>
    private sealed unsafe class MappedSlice(SafeMemoryMappedViewHandle mapping, long offset, int length) : MemoryManager<byte>
    {
        private byte* Start => (byte*)mapping.DangerousGetHandle() + offset;

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(mapping.IsClosed, typeof(MappedFile));
            return new Span<byte>(Start, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
            var leased = false;
            mapping.DangerousAddRef(ref leased);
            return new MemoryHandle(Start + elementIndex, default, this);
        }

        public override void Unpin() => mapping.DangerousRelease();

        protected override void Dispose(bool disposing)
        {
            // the mapping belongs to the file
        }
    }
}
