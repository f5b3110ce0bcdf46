using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Engine.Runtime;

/// <summary>Zero-terminated strings and pointer lists for the length of one native call.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly List<nint> _blocks = [];

    /// <summary>UTF-8, zero-terminated.</summary>
    public nint Utf8(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        var bytes = (byte*)Block(count + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, count));
        bytes[count] = 0;
        return (nint)bytes;
    }

    /// <summary>A file path as the runtime wants it: UTF-16 on Windows, UTF-8 elsewhere.</summary>
    public nint Path(string path)
    {
        if (!OperatingSystem.IsWindows())
            return Utf8(path);
        var characters = (char*)Block((path.Length + 1) * sizeof(char));
        path.CopyTo(new Span<char>(characters, path.Length));
        characters[path.Length] = '\0';
        return (nint)characters;
    }

    public nint* Utf8List(ReadOnlySpan<string> texts)
    {
        var list = (nint*)Block(Math.Max(texts.Length, 1) * sizeof(nint));
        for (var i = 0; i < texts.Length; i++)
            list[i] = Utf8(texts[i]);
        return list;
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
            NativeMemory.Free((void*)block);
        _blocks.Clear();
    }

    private nint Block(int bytes)
    {
        var block = (nint)NativeMemory.Alloc((nuint)bytes);
        _blocks.Add(block);
        return block;
    }
}
