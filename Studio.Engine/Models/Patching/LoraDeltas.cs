using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>Which kind of delta a module has.</summary>
internal static class LoraDeltas
{
    /// <summary>The delta of a module that has one.</summary>
    /// <param name="rows">The weight's.</param>
    /// <param name="columns">The weight's.</param>
    public static LoraDelta Read(TensorFile file, LoraModule module, int rows, int columns)
    {
        if (module.Has(LoraRole.Diff))
            return new FullDelta(file, module[LoraRole.Diff]!, columns);
        if (module.Has(LoraRole.HadaW1A))
            return new HadamardDelta(file, module);
        if (module.HasLokr)
            return new KroneckerDelta(file, module);
        if (module.IsInputRotation)
            return new InputRotation(file, module);
        if (module.IsScale)
            return new ScaleDelta(file, module);
        return module.HasGlora ? new GeneralizedDelta(file, module, module.IsOldGlora(rows)) : new LowRankDelta(file, module);
    }
}
