using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;

namespace Studio.Web.Languages;

internal static class LanguagesDoor
{
    public static IServiceCollection AddLanguages(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<Texts>();
        services.Replace(ServiceDescriptor.Scoped<MudLocalizer, MudTexts>());
        return services;
    }
}
