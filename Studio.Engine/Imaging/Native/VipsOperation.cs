namespace Studio.Engine.Imaging.Native;

/// <summary>
/// One operation of the library, built through GObject properties. Options are its own text form ("Q=80,effort=4") with numbers and names
/// of ours only: an unknown name is an error, a number out of range merely a message in the log.
/// </summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private OperationHandle _operation;

    private VipsOperation(string name)
    {
        VipsLibrary.Require();
        VipsError.Clear();
        _operation = new OperationHandle(VipsApi.vips_operation_new(name));
    }

    /// <summary>Opens encoded bytes, which are copied; pixels are decoded later, when they are asked for.</summary>
    public static VipsImage Open(string name, ReadOnlySpan<byte> encoded, string options)
    {
        using var operation = new VipsOperation(name);
        operation.Set("buffer", encoded);
        operation.Build(options);
        return operation.Image("out");
    }

    /// <summary>A picture from a picture.</summary>
    public static VipsImage Apply(string name, VipsImage image, string options = "")
    {
        using var operation = new VipsOperation(name);
        operation.Set("in", image);
        operation.Build(options);
        return operation.Image("out");
    }

    /// <summary>A picture as file bytes.</summary>
    public static byte[] Save(string name, VipsImage image, string options)
    {
        using var operation = new VipsOperation(name);
        operation.Set("in", image);
        operation.Build(options);
        return operation.Bytes("buffer");
    }

    public void Dispose() => _operation.Dispose();

    private void Set(string property, VipsImage image)
    {
        var value = default(VipsApi.GValue);
        VipsApi.g_value_init(ref value, VipsApi.vips_image_get_type());
        VipsApi.g_value_set_object(ref value, image.Handle);
        VipsApi.g_object_set_property(_operation, property, value);
        VipsApi.g_value_unset(ref value);
    }

    private void Set(string property, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        {
            using var blob = new BlobHandle(VipsApi.vips_blob_copy(data, (nuint)bytes.Length));
            var value = default(VipsApi.GValue);
            VipsApi.g_value_init(ref value, VipsApi.vips_blob_get_type());
            VipsApi.g_value_set_boxed(ref value, blob);
            VipsApi.g_object_set_property(_operation, property, value);
            VipsApi.g_value_unset(ref value);
        }
    }

    private void Build(string options)
    {
        if (options.Length > 0 && VipsApi.vips_object_set_from_string(_operation, options) != 0)
            throw VipsError.Failure();
        var built = VipsApi.vips_cache_operation_build(_operation);
        if (built == 0)
        {
            VipsApi.vips_object_unref_outputs(_operation);
            throw VipsError.Failure();
        }
        _operation.Dispose();
        _operation = new OperationHandle(built);
    }

    private VipsImage Image(string property)
    {
        var value = default(VipsApi.GValue);
        VipsApi.g_value_init(ref value, VipsApi.vips_image_get_type());
        VipsApi.g_object_get_property(_operation, property, ref value);
        var image = VipsApi.g_value_dup_object(value);
        VipsApi.g_value_unset(ref value);
        VipsApi.vips_object_unref_outputs(_operation);
        return new VipsImage(image);
    }

    private byte[] Bytes(string property)
    {
        var value = default(VipsApi.GValue);
        VipsApi.g_value_init(ref value, VipsApi.vips_blob_get_type());
        VipsApi.g_object_get_property(_operation, property, ref value);
        var data = VipsApi.vips_blob_get(VipsApi.g_value_get_boxed(value), out var length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        VipsApi.g_value_unset(ref value);
        VipsApi.vips_object_unref_outputs(_operation);
        return bytes;
    }
}
