using System.Buffers.Binary;

namespace Studio.Engine.Imaging;

/// <summary>
/// The frames of an animated PNG (W3C PNG, third edition: acTL, fcTL, fdAT), which libpng takes for a still picture. A default image that
/// is no frame is left out, as players do; frames come in the order of the file, whatever their sequence numbers say.
/// </summary>
internal sealed class AnimatedPng
{
    private readonly byte[] _png;
    private readonly bool _isForgiving;
    private readonly PngChunk _header;
    private readonly List<PngChunk> _shared = [];
    private readonly List<PngFrame> _frames = [];

    private AnimatedPng(byte[] png, PngChunk header, bool isForgiving)
    {
        (_png, _header, _isForgiving) = (png, header, isForgiving);
        Width = BinaryPrimitives.ReadInt32BigEndian(header.In(png));
        Height = BinaryPrimitives.ReadInt32BigEndian(header.In(png)[4..]);
    }

    public int Width { get; }

    public int Height { get; }

    public IReadOnlyList<PngFrame> Frames => _frames;

    /// <summary>The animation of a PNG file; null when it is a still picture.</summary>
    /// <param name="isForgiving">Takes the frames up to the first damaged one and passes over wrong checksums.</param>
    /// <exception cref="EngineException">The animation's own chunks are damaged (Native).</exception>
    public static AnimatedPng? Find(byte[] png, bool isForgiving)
    {
        var at = PngChunk.First;
        if (!PngChunk.Next(png, ref at, out var header) || header is not { Type: "IHDR", Length: 13 } || !IsAnnounced(png, at))
            return null;
        var animation = new AnimatedPng(png, header, isForgiving);
        try
        {
            animation.Collect(at);
        }
        catch (EngineException) when (isForgiving)
        {
            // the frames before it are there
        }
        animation._frames.RemoveAll(frame => frame.Data.Count == 0);
        return animation._frames.Count == 0 ? null : animation;
    }

    /// <summary>One frame as a picture of its own size.</summary>
    public byte[] FileOf(PngFrame frame)
    {
        using var file = new MemoryStream();
        file.Write(_png.AsSpan(0, PngChunk.First));
        var header = _header.In(_png).ToArray();
        BinaryPrimitives.WriteInt32BigEndian(header, frame.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), frame.Height);
        PngChunk.Write(file, "IHDR", header);
        foreach (var chunk in _shared)
            PngChunk.Write(file, chunk.Type, chunk.In(_png));
        foreach (var data in frame.Data)
            PngChunk.Write(file, "IDAT", _png.AsSpan(data));
        PngChunk.Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>acTL stands before the pixels and counts at least one frame.</summary>
    private static bool IsAnnounced(byte[] png, int at)
    {
        while (PngChunk.Next(png, ref at, out var chunk) && chunk.Type != "IDAT")
            if (chunk.Type == "acTL")
                return chunk.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(chunk.In(png)) > 0;
        return false;
    }

    private void Collect(int at)
    {
        while (PngChunk.Next(_png, ref at, out var chunk) && chunk.Type != "IEND")
        {
            switch (chunk.Type)
            {
                case "PLTE" or "tRNS":
                    _shared.Add(chunk);
                    break;
                case "fcTL":
                    RequireSound(chunk);
                    RequireData();
                    _frames.Add(PngFrame.Read(chunk.In(_png), Width, Height));
                    break;
                case "IDAT" when _frames.Count > 0:
                    RequireSound(chunk);
                    _frames[^1].Data.Add(chunk.Start..(chunk.Start + chunk.Length));
                    break;
                case "fdAT" when _frames.Count > 0 && chunk.Length >= 4:
                    RequireSound(chunk);
                    _frames[^1].Data.Add((chunk.Start + 4)..(chunk.Start + chunk.Length)); // a sequence number stands before the pixels
                    break;
            }
        }
        RequireData();
    }

    private void RequireSound(PngChunk chunk)
    {
        if (!_isForgiving && !chunk.IsSound(_png))
            throw new EngineException(EngineError.Native, $"the checksum of frame {Math.Max(1, _frames.Count)}, {chunk.Type}, is wrong");
    }

    private void RequireData()
    {
        if (!_isForgiving && _frames is [.., { Data.Count: 0 }])
            throw new EngineException(EngineError.Native, $"frame {_frames.Count} has no pixels");
    }
}

/// <summary>Where a frame stands on the canvas, how it is put there and what becomes of it when its time is over.</summary>
internal sealed record PngFrame(int X, int Y, int Width, int Height, PngDisposal Disposal, bool IsBlended)
{
    /// <summary>Where its compressed pixels stand in the file.</summary>
    public List<Range> Data { get; } = [];

    /// <exception cref="EngineException">It does not fit on the canvas, or says something that is not defined (Native).</exception>
    public static PngFrame Read(ReadOnlySpan<byte> control, int canvasWidth, int canvasHeight)
    {
        if (control.Length != 26 || control[24] > 2 || control[25] > 1)
            throw new EngineException(EngineError.Native, "a frame's control chunk is not understood");
        long width = Number(control, 4), height = Number(control, 8), x = Number(control, 12), y = Number(control, 16);
        if (width == 0 || height == 0 || x + width > canvasWidth || y + height > canvasHeight)
            throw new EngineException(EngineError.Native, $"a frame of {width} x {height} at {x}, {y} leaves the picture");
        return new((int)x, (int)y, (int)width, (int)height, (PngDisposal)control[24], control[25] == 1);
    }

    private static uint Number(ReadOnlySpan<byte> control, int at) => BinaryPrimitives.ReadUInt32BigEndian(control[at..]);
}

/// <summary>The standard's dispose_op.</summary>
internal enum PngDisposal
{
    None,
    Background,
    Previous,
}
