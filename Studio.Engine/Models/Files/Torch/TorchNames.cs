using System.Collections.Frozen;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>What a name in a torch file stands for.</summary>
/// <param name="Name">With its module.</param>
/// <param name="DType">The numbers that it names, for the types of storages and of numbers.</param>
/// <param name="Call">What calling it gives; null as the result: these arguments are not such.</param>
internal sealed record TorchName(string Name, string? DType = null, Func<object?[], object?>? Call = null)
{
    /// <summary>Whether calling it makes a tensor of a storage.</summary>
    public bool IsRebuild => Name.StartsWith("torch._utils._rebuild_tensor", StringComparison.Ordinal);
}

/// <summary>
/// The names that a torch file may use: a list of what weights are made of, and of what training leaves beside them. Whatever is not in it
/// is not even looked for. Nothing here is code of the file's: tensors become places in the file, dictionaries dictionaries, and all else a
/// <see cref="PickleInstance"/>.
/// </summary>
internal static class TorchNames
{
    private const string Bytes = "U8";

    private static readonly (string Torch, string Storage, string DType)[] Numbers =
    [
        ("float32", "Float", "F32"), ("float64", "Double", "F64"), ("float16", "Half", "F16"), ("bfloat16", "BFloat16", "BF16"),
        ("int64", "Long", "I64"),
        ("int32", "Int", "I32"), ("int16", "Short", "I16"), ("int8", "Char", "I8"), ("uint8", "Byte", Bytes), ("bool", "Bool", "BOOL"),
        ("complex64", "ComplexFloat", "C64"),
    ];

    private static readonly (string Torch, string DType)[] NumbersWithoutStorage =
    [
        ("uint16", "U16"), ("uint32", "U32"), ("uint64", "U64"), ("float8_e4m3fn", "F8_E4M3"), ("float8_e5m2", "F8_E5M2"),
        ("float8_e8m0fnu", "F8_E8M0"),
    ];

    private static readonly string[] Dictionaries = ["collections.OrderedDict", "collections.defaultdict", "collections.Counter",
        "builtins.dict", "__builtin__.dict"];

    // what is kept as a place: none of it is looked into but ParameterDict
    private static readonly string[] Places =
    [
        "torch.device", "torch.nn.modules.container.ParameterDict", "torch.nn.modules.container.ParameterList",
        "torch.serialization._get_layout",
        "torch.strided", "torch.contiguous_format", "torch.channels_last", "torch.preserve_format", "torch.Generator",
        "torch.version.TorchVersion",
        "torch.torch_version.TorchVersion", "numpy.dtype", "numpy.dtypes.Float64DType", "numpy.dtypes.Float32DType",
        "numpy.dtypes.Int64DType",
        "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "_codecs.encode", "argparse.Namespace", "pathlib.PosixPath",
        "pathlib.WindowsPath",
        "pathlib.PurePosixPath", "pathlib.PureWindowsPath", "datetime.datetime", "datetime.timedelta", "typing.Any", "enum.Enum",
        "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint", "pytorch_lightning.callbacks.early_stopping.EarlyStopping",
        "pytorch_lightning.utilities.parsing.AttributeDict", "lightning.pytorch.callbacks.model_checkpoint.ModelCheckpoint",
        "lightning.pytorch.utilities.parsing.AttributeDict", "omegaconf.dictconfig.DictConfig", "omegaconf.listconfig.ListConfig",
        "omegaconf.base.Metadata",
        "omegaconf.base.ContainerMetadata", "omegaconf.nodes.AnyNode", "omegaconf.nodes.StringNode", "omegaconf.nodes.IntegerNode",
        "omegaconf.nodes.FloatNode",
        "omegaconf.nodes.BooleanNode",
        .. Builtins("int", "long", "float", "complex", "bool", "str", "unicode", "bytes", "bytearray", "list", "tuple", "set",
            "frozenset", "object", "slice", "range"),
    ];

    private static readonly FrozenDictionary<string, TorchName> Known = All().ToFrozenDictionary(name => name.Name, StringComparer.Ordinal);

    /// <summary>Null: it is none of those.</summary>
    public static TorchName? Find(string module, string name) => Known.GetValueOrDefault($"{module}.{name}");

    private static IEnumerable<TorchName> All()
    {
        foreach (var (torch, storage, dtype) in Numbers)
        {
            yield return new($"torch.{torch}", dtype);
            yield return new($"torch.{storage}Storage", dtype);
            yield return new($"torch.cuda.{storage}Storage", dtype);
        }
        foreach (var (torch, dtype) in NumbersWithoutStorage)
            yield return new($"torch.{torch}", dtype);
        foreach (var bytes in (string[])["torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage"])
            yield return new(bytes, Bytes);
        foreach (var name in Dictionaries)
            yield return new(name, Call: Dictionary);
        foreach (var name in Places)
            yield return new(name, Call: _ => new PickleInstance(name));
        foreach (var name in (string[])["torch.nn.parameter.Parameter", "torch._utils._rebuild_parameter",
            "torch._utils._rebuild_parameter_with_state", "torch.Tensor", "torch._tensor.Tensor"])
            yield return new(name, Call: arguments => arguments is [TorchTensor tensor, ..] ? tensor : null);
        yield return new("torch.Size", Call: arguments => arguments is [object?[] or List<object?>] ? arguments[0] : null);
        yield return new("torch._utils._rebuild_tensor", Call: arguments => TorchTensor.Of(arguments));
        yield return new("torch._utils._rebuild_tensor_v2", Call: arguments => TorchTensor.Of(arguments));
        yield return new("torch._utils._rebuild_tensor_v3", Call: arguments =>
            arguments is [_, _, _, _, _, _, TorchName { DType: { } dtype }, ..] ? TorchTensor.Of(arguments, dtype) : null);
        yield return new("torch._tensor._rebuild_from_type_v2",
            // only around what makes a tensor: one around another could be as deep as the file is long
            Call: arguments => arguments is [TorchName { IsRebuild: true, Call: { } call }, TorchName, object?[] inner, ..]
                ? call(inner)
                : null);
    }

    private static string[] Builtins(params string[] names) =>
        [.. names.SelectMany(name => new[] { $"builtins.{name}", $"__builtin__.{name}" })];

    /// <summary>Older Pythons give the pairs to the constructor.</summary>
    private static PickleDict Dictionary(object?[] arguments)
    {
        var dict = new PickleDict();
        if (arguments is not [.., List<object?> pairs])
            return dict;
        foreach (var pair in pairs)
        {
            var items = pair as IReadOnlyList<object?>;
            if (items is [var key, var value])
                dict.Add(new(key, value));
        }
        return dict;
    }
}
