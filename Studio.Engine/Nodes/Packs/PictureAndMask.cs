using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs;

/// <summary>A picture and what its alpha leaves out.</summary>
public sealed record PictureAndMask(Image Image, Mask Mask);
