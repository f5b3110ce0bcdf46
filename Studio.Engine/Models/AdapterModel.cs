using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// An IP-Adapter: the value on IPADAPTER wires, a recipe that holds no weights. <see cref="AdapterReading"/> works with it.
/// </summary>
[WireType("IPADAPTER")]
public sealed record AdapterModel
{
    internal AdapterModel(NetworkRecipe recipe) => Recipe = recipe;

    /// <summary>The encoder of pictures that was chosen with it; null: none was.</summary>
    public VisionModel? Vision { get; init; }

    /// <summary>What it is called in messages.</summary>
    public string Name => Recipe.Source.Name;

    internal NetworkRecipe Recipe { get; }

    internal IpAdapterNetwork Network => (IpAdapterNetwork)Recipe.Network;
}

/// <summary>What an encoder saw in pictures as an IP-Adapter takes it: the value on EMBEDS wires.</summary>
/// <param name="Numbers">[B,...]: of each picture.</param>
[WireType("EMBEDS")]
public sealed record AdapterEmbeds(Tensor Numbers);
