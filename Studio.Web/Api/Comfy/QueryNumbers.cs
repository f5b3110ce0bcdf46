using System.Numerics;
using Studio.Engine.Python;

namespace Studio.Web.Api.Comfy;

/// <summary>Numbers in the address, read as Python's int() reads them.</summary>
internal static class QueryNumbers
{
    /// <summary>
    /// False when it is there and no whole number; null when it is not there. What no list can reach stands at the border of the int.
    /// </summary>
    public static bool TryWhole(this IQueryCollection query, string name, out int? value)
    {
        value = null;
        if (!query.TryGetValue(name, out var text))
            return true;
        if (!PythonNumbers.TryInt(text.ToString(), out var number))
            return false;
        value = (int)BigInteger.Clamp(number, int.MinValue, int.MaxValue);
        return true;
    }
}
