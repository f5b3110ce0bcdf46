using System.Reflection;

namespace Studio.Web;

/// <summary>The product's version, as in Directory.Build.props.</summary>
public static class ProductVersion
{
    public static readonly string Text =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
