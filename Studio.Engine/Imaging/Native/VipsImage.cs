namespace Studio.Engine.Imaging.Native;

/// <summary>What the numbers of a picture mean; a selection of the library's list.</summary>
internal enum VipsInterpretation
{
    Multiband = 0,
    BlackWhite = 1,
    Cmyk = 15,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
}

/// <summary>A picture inside the library: size, fields and, when asked for, pixels.</summary>
internal sealed unsafe class VipsImage(nint pointer) : IDisposable
{
    private const int UnsignedByte = 0;

    public ImageHandle Handle { get; } = new(pointer);

    public int Width => VipsApi.vips_image_get_width(Handle);

    /// <summary>Of all pages together: they stand one below the other.</summary>
    public int Height => VipsApi.vips_image_get_height(Handle);

    public int Bands => VipsApi.vips_image_get_bands(Handle);

    public bool HasAlpha => VipsApi.vips_image_hasalpha(Handle) != 0;

    public bool IsEightBit => VipsApi.vips_image_get_format(Handle) == UnsignedByte;

    public VipsInterpretation Interpretation => (VipsInterpretation)VipsApi.vips_image_get_interpretation(Handle);

    /// <summary>EXIF's 1 to 8; 1 is upright, 5 and above are turned by a quarter.</summary>
    public int Orientation => VipsApi.vips_image_get_orientation(Handle);

    /// <summary>A picture over a copy of 8-bit sRGB pixels, rows from the top, 3 or 4 channels.</summary>
    public static VipsImage FromPixels(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        VipsLibrary.Require();
        VipsError.Clear();
        fixed (byte* data = pixels)
        {
            using var raw = new VipsImage(
                VipsApi.vips_image_new_from_memory_copy(data, (nuint)pixels.Length, width, height, channels, UnsignedByte));
            return VipsOperation.Apply("copy", raw, "interpretation=srgb");
        }
    }

    /// <summary>Decodes: 8-bit numbers, rows from the top, bands together. Most faults of a file show up here.</summary>
    public byte[] Pixels()
    {
        VipsError.Clear();
        var data = VipsApi.vips_image_write_to_memory(Handle, out var length);
        if (data == null)
            throw VipsError.Failure();
        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            VipsApi.g_free((nint)data);
        }
    }

    public int? Number(string field) =>
        VipsApi.vips_image_get_typeof(Handle, field) != 0 && VipsApi.vips_image_get_int(Handle, field, out var value) == 0 ? value : null;

    public void SetNumber(string field, int value) => VipsApi.vips_image_set_int(Handle, field, value);

    public void SetNumbers(string field, ReadOnlySpan<int> values)
    {
        fixed (int* data = values)
            VipsApi.vips_image_set_array_int(Handle, field, data, values.Length);
    }

    public byte[]? Blob(string field) =>
        VipsApi.vips_image_get_typeof(Handle, field) != 0 && VipsApi.vips_image_get_blob(Handle, field, out var data, out var length) == 0
            ? new ReadOnlySpan<byte>(data, checked((int)length)).ToArray()
            : null;

    public void SetBlob(string field, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
            VipsApi.vips_image_set_blob_copy(Handle, field, data, (nuint)bytes.Length);
    }

    public void Dispose() => Handle.Dispose();
}
