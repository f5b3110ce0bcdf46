using System.Globalization;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>
/// Files that torch.save wrote (pytorch.org, "Serialization semantics"): a pickle that describes tensors, and their numbers beside it, in
/// an archive or, before version 1.6, one after another. The pickle is walked, never run.
/// </summary>
internal static class TorchReader
{
    private const int MaxDepth = 8;
    private const int MaxParts = 1_000_000;
    private const int LongestName = 1024;

    // under what trainers put the weights beside the state of the training; the first that is there counts
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "params_ema", "params-ema", "params", "model", "net"];

    /// <summary>Whether a file begins as an archive or as a pickle.</summary>
    public static bool Recognizes(FileStream file) =>
        IsArchive(file) || TensorHeader.Beginning(file, stackalloc byte[2]) is [(byte)PickleOpcode.Proto, > 1 and <= 5];

    /// <summary>
    /// The tensors by their names in the state dictionary: what stands under "state_dict", "params_ema" or another name that trainers
    /// give it, or under the only key, or the whole. What is deeper has the names on the way before it, with points between; places in
    /// lists are [0], [1], ...
    /// </summary>
    /// <exception cref="EngineException">BadFile: damaged, or it asks for what is not known to be harmless.</exception>
    public static TensorHeader Read(string path, FileStream file)
    {
        var content = IsArchive(file) ? TorchArchive.Read(path, file) : TorchSequence.Read(path, file);
        var tensors = new OrderedDictionary<string, TensorEntry>(StringComparer.Ordinal);
        var parts = 0;
        Collect(StateDict(content.Root), "", 0);
        return tensors.Count > 0
            ? new TensorHeader(path, tensors, new Dictionary<string, string>(StringComparer.Ordinal))
            : throw TensorHeader.Bad(path, "there are no tensors in it");

        void Collect(object? value, string name, int depth)
        {
            if (++parts > MaxParts)
                throw TensorHeader.Bad(path, $"it has more than {MaxParts} parts");
            if (name.Length > LongestName)
                throw TensorHeader.Bad(path, $"it has a name of more than {LongestName} characters, which begins with '{name[..32]}'");
            if (value is TorchTensor tensor)
            {
                var (start, length) = content.Locate(tensor.Storage);
                var full = name.Length > 0 ? name : "tensor";
                tensors[full] = tensor.Entry(full, path, start, length, file.Length);
            }
            if (depth == MaxDepth)
                return;
            foreach (var (key, item) in PartsOf(value))
                Collect(item, name.Length > 0 && key is not ['[', ..] ? $"{name}.{key}" : name + key, depth + 1);
        }
    }

    private static bool IsArchive(FileStream file) => TensorHeader.Beginning(file, stackalloc byte[4]).SequenceEqual("PK\u0003\u0004"u8);

    private static object? StateDict(object? root) => root switch
    {
        PickleDict dict when Wrapped(dict) is { } state => state,
        PickleDict { Count: 1 } dict when dict[0].Value is PickleDict only => only,
        _ => root,
    };

    private static PickleDict? Wrapped(PickleDict root) => Wrappers.Select(key => root[key] as PickleDict)
        .FirstOrDefault(state => state?.Exists(pair => pair.Value is TorchTensor) == true);

    private static IEnumerable<(string Key, object? Value)> PartsOf(object? value)
    {
        switch (value)
        {
            case PickleDict dict:
                foreach (var (key, item) in dict)
                {
                    if (key is string or long)
                        yield return (Convert.ToString(key, CultureInfo.InvariantCulture)!, item);
                }
                break;
            case PickleInstance { State: PickleDict state }:
                // a ParameterDict of older versions keeps its tensors there
                foreach (var part in PartsOf(state["_parameters"] ?? state))
                    yield return part;
                break;
            case IReadOnlyList<object?> list:
                for (var i = 0; i < list.Count; i++)
                    yield return ($"[{i}]", list[i]);
                break;
        }
    }
}
