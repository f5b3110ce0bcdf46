using System.Buffers.Binary;
using System.Collections.Frozen;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>One network while a LoRA's modules are looked up.</summary>
/// <param name="misfits">Told of modules that do not fit the weight they are for, with the reason.</param>
internal sealed class LoraSide(LoraTargets targets, NetworkRecipe network, LoraFile file, List<string> misfits)
{
    private readonly IReadOnlyDictionary<string, TensorEntry> _weights = network.Weights();
    private readonly Dictionary<(string Weight, LayerRows? Rows), (LoraModule Module, LoraTarget Target)> _found = [];
    private readonly Dictionary<string, IReadOnlyList<long>> _enlarged = new(StringComparer.Ordinal);

    /// <summary>Whether there is anything in the file for this network.</summary>
    public bool IsEmpty => _found.Count == 0;

    /// <summary>Weight to what is done to it, in the order of its rows.</summary>
    public FrozenDictionary<string, LoraPiece[]> Found => _found.GroupBy(found => found.Key.Weight).ToFrozenDictionary(
        weight => weight.Key,
        weight => weight.OrderBy(found => found.Key.Rows?.Start ?? -1)
            .Select(found => new LoraPiece(found.Value.Module, found.Key.Rows)
            {
                HasHalvesSwapped = found.Value.Target.Name.HasHalvesSwapped,
                FileRows = found.Value.Target.Name.FileRows,
                Enlarged = found.Value.Module.Enlarges ? _enlarged.GetValueOrDefault(found.Key.Weight) : null,
            }).ToArray(),
        StringComparer.Ordinal);

    /// <summary>Whether a module is for this network; what does not fit its weight is told, and that weight stays as it is.</summary>
    /// <exception cref="EngineException">BadFile: half of a pair is missing, or an alpha is not one number.</exception>
    public bool Takes(LoraModule module)
    {
        var (layers, biases) = (module.HasWeight ? targets.Find(module.Name, bias: false) : [],
            module.HasBias ? targets.Find(module.Name, bias: true) : []);
        foreach (var weight in layers)
        {
            RequireWhole(module);
            var part = Enlarged(module, weight, Part(weight));
            Keep(module, weight, weight.Name.FileRows is { } rows ? MisfitOfPart(module, part, rows) : Misfit(module, part));
        }
        foreach (var bias in biases)
        {
            var count = module[LoraRole.DiffBias]!.Count();
            if (bias.Name.FileRows is { } rows && rows.Start + rows.Count <= count)
                count = rows.Count;
            Keep(module, bias, count == Part(bias).Count() ? null : $"its bias has {count} numbers, and the model {Part(bias)}");
        }
        return layers.Count + biases.Count > 0;
    }

    private void Keep(LoraModule module, LoraTarget target, string? misfit)
    {
        var key = (target.Weight, target.Name.Rows);
        if (misfit is not null)
            misfits.Add($"{module.Name} ({misfit})");
        else if (!_found.TryGetValue(key, out var other) || OrderOf(module, target) >= OrderOf(other.Module, other.Target))
            _found[key] = (module, target);
    }

    /// <summary>A turn whose settings are only guessed gives way to whatever else a file has for the weight.</summary>
    private static int OrderOf(LoraModule module, LoraTarget target) => module.IsInputRotation ? -1 : target.Order;

    /// <summary>The rows of a weight that are meant, as if they were one of its own; none where it is not so long.</summary>
    private TensorEntry Part(LoraTarget target)
    {
        var weight = _weights[target.Weight];
        if (target.Name.Rows is not { } rows)
            return weight;
        var isThere = weight.Shape.Count > 0 && rows.Start + rows.Count <= weight.Shape[0];
        return weight with { Shape = [isThere ? rows.Count : 0, .. weight.Shape.Skip(1)] };
    }

    /// <summary>A weight as large as the module wants it, where the network may have it so; else itself.</summary>
    private TensorEntry Enlarged(LoraModule module, LoraTarget target, TensorEntry weight)
    {
        if (!module.Enlarges || target.Name.Rows is not null)
            return weight;
        IReadOnlyList<long> shape = module[LoraRole.Reshape] is { } told ? Reshaped(told)
            : module.WeightSize(weight.Shape[0]) is { } size ? [size.Rows, size.Columns] : weight.Shape;
        if (shape.SequenceEqual(weight.Shape) || network.Network.Enlarged(target.Weight, shape) is null)
            return weight;
        _enlarged[target.Weight] = shape;
        return weight with { Shape = shape };
    }

    private void RequireWhole(LoraModule module)
    {
        if (module.Has(LoraRole.Up) && !module.Has(LoraRole.Down))
            throw TensorHeader.Bad(file.Header.Path,
                $"the tensors of '{module.Name}' do not fit together ({string.Join("; ", module.Tensors)}): half of the pair is missing");
        if (module[LoraRole.Alpha] is { } alpha && alpha.Count() != 1)
            throw TensorHeader.Bad(file.Header.Path, $"the alpha of '{module.Name}' is not one number ({alpha})");
    }

    /// <summary>Why a module cannot be laid on a weight; null when it can.</summary>
    private string? Misfit(LoraModule module, TensorEntry weight)
    {
        var rows = weight.Shape.Count == 0 ? 1 : weight.Shape[0];
        if (module.Has(LoraRole.Reshape) && Reshaped(module[LoraRole.Reshape]!) is var shape && !shape.SequenceEqual(weight.Shape))
            return $"it wants a weight of [{string.Join(", ", shape)}], and the model has {weight}";
        var isWhole = module.Has(LoraRole.Diff) || module.Has(LoraRole.Set);
        if (module.IsRotation && !isWhole)
            return LoraRotation.Misfit(module, rows);
        if (module.IsInputRotation && !isWhole)
            return InputRotation.Misfit(module, rows == 0 ? 0 : weight.Count() / rows);
        if (module.IsScale && !isWhole)
        {
            using var opened = file.OpenUnchanged();
            return ScaleDelta.Misfit(opened, module, weight);
        }
        if (module.WeightSize(rows) is not { } delta)
            return $"its tensors do not fit together: {string.Join("; ", module.Tensors)}";
        var fits = delta.Rows * delta.Columns == weight.Count() && (isWhole || (delta.Rows == rows && HasFittingMagnitudes(module, delta)));
        return fits ? null : $"it is for {delta.Rows} x {delta.Columns} numbers, and the model has {weight}";
    }

    /// <summary>The same where some of the module's rows are for the weight: of kinds whose rows do not hang together.</summary>
    private static string? MisfitOfPart(LoraModule module, TensorEntry weight, LayerRows rows)
    {
        var hangsTogether = module.IsRotation || module.IsInputRotation || module.IsScale || module.HasGlora || module.Has(LoraRole.Set)
            || module.Has(LoraRole.DoraScale) || module.Has(LoraRole.Magnitude) || module.Has(LoraRole.Reshape);
        if (hangsTogether)
            return "its kind cannot be taken apart into queries, keys and values";
        return module.WeightSize(0) is { } delta && delta.Rows % rows.Count == 0 && rows.Start + rows.Count <= delta.Rows
            && weight.Shape[0] == rows.Count && delta.Columns * rows.Count == weight.Count()
                ? null
                : $"it does not have {rows.Count} rows for {weight} from row {rows.Start} on";
    }

    private long[] Reshaped(TensorEntry entry)
    {
        using var opened = file.OpenUnchanged();
        var bytes = new byte[entry.ByteLength];
        opened.Read(entry.Name, 0, bytes);
        return entry.DType == "I64"
            ? [.. Enumerable.Range(0, bytes.Length / sizeof(long))
                .Select(at => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at * sizeof(long))))]
            : [];
    }

    /// <summary>One magnitude per output or per input.</summary>
    private static bool HasFittingMagnitudes(LoraModule module, (long Rows, long Columns) delta)
    {
        if (module[LoraRole.Magnitude] is { } magnitude && !module.Has(LoraRole.DoraScale))
            return magnitude.Count() == delta.Rows;
        return module[LoraRole.DoraScale] switch
        {
            null => true,
            { Shape.Count: > 0 } scale when scale.Shape[0] == delta.Rows => scale.Count() == delta.Rows,
            { Shape.Count: > 0 } scale when scale.Count() > 0 => delta.Columns % scale.Count() == 0,
            _ => false,
        };
    }
}
