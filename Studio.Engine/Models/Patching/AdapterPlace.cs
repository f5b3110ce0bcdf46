using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models.Patching;

/// <summary>Where a cross-attention layer of a UNet stands.</summary>
/// <param name="Layer">Its transformer block, as the UNet names it, with a dot behind.</param>
/// <param name="Key">What its keys and values are numbered by in an IP-Adapter's file: way down, way up, middle.</param>
/// <param name="Transformer">Of the transformers one after another as they run, from 0.</param>
/// <param name="Part">input, middle or output.</param>
/// <param name="Level">How often the sides are halved there.</param>
internal sealed record AdapterPlace(string Layer, int Key, int Transformer, string Part, int Level)
{
    /// <summary>All of a UNet.</summary>
    public static IReadOnlyList<AdapterPlace> Of(UNet unet)
    {
        var (places, transformer) = (new List<AdapterPlace>(), 0);
        void Add(string name, int depth, string part, int level)
        {
            for (var i = 0; i < depth; i++)
                places.Add(new AdapterPlace($"{name}1.transformer_blocks.{i}.", 0, transformer, part, level));
            transformer += depth > 0 ? 1 : 0;
        }
        var (index, block) = (1, 0);
        for (var level = 0; level < unet.Levels; level++, index++)
        {
            for (var i = 0; i < unet.ResBlocks[level]; i++, index++)
                Add($"input_blocks.{index}.", unet.InputDepths[block++], "input", level);
        }
        Add("middle_block.", unet.Middle.Depth, "middle", unet.Levels - 1);
        index = 0;
        for (var level = unet.Levels - 1; level >= 0; level--)
        {
            for (var i = 0; i <= unet.ResBlocks[level]; i++, index++)
                Add($"output_blocks.{index}.", unet.OutputDepths[index], "output", level);
        }
        // files number the middle last
        return [.. places.OrderBy(place => place.Part == "middle").Select((place, number) => place with { Key = (2 * number) + 1 })];
    }
}
