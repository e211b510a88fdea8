//! What istioctl does: IstioOperator and profile to Helm values to manifests.
