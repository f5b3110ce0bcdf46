namespace Studio.Engine;

/// <summary>The name under which values of a type travel between nodes, as ComfyUI spells it: MODEL, CLIP, LATENT, IMAGE, ...</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class WireTypeAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
