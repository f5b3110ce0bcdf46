namespace Studio.Engine.Imaging;

/// <summary>The blocks of a GIF file (GIF89a, 12 to 27): its decoder passes over a last frame that is not all there.</summary>
internal static class GifBlocks
{
    private const int HeaderLength = 13, DescriptorLength = 9;
    private const byte Extension = 0x21, Picture = 0x2C, GraphicControl = 0xF9;

    /// <summary>
    /// Whether the file ends before a block of it does, or between a frame's control block and the frame. Many files lack the trailer, and
    /// what is no block is the decoder's affair.
    /// </summary>
    public static bool AreCutOff(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < HeaderLength)
            return true;
        var at = HeaderLength + TableLength(gif[10]);
        var isAnnounced = false;
        while (at < gif.Length && gif[at] is Extension or Picture)
        {
            var content = gif[at] == Extension ? at + 2 : at + 1 + DescriptorLength;
            if (content >= gif.Length)
                return true;
            isAnnounced = gif[at] == Extension && (isAnnounced || gif[at + 1] == GraphicControl);
            at = gif[at] == Extension ? content : content + TableLength(gif[content - 1]) + 1;
            while (at < gif.Length && gif[at] != 0)
                at += gif[at] + 1;
            if (at >= gif.Length)
                return true;
            at++;
        }
        return at > gif.Length || (at == gif.Length && isAnnounced);
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
