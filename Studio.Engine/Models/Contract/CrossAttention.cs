using Studio.Engine.Models.Building;

namespace Studio.Engine.Models;

/// <summary>A layer in which a UNet attends to the text.</summary>
/// <param name="Layer">As the UNet names it.</param>
/// <param name="Query">Rows [B*T,width].</param>
/// <param name="Batch">B, as a list of one number.</param>
internal sealed record CrossAttention(string Layer, Value Query, Value Batch, int Width, int Heads);
